package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
)

// outboxSink acknowledges each envelope, as a program does that deliveries go to.
func outboxSink(context.Context, []string) error {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil
		}
		_, rest, _ := strings.Cut(line, `"id":"`)
		id, _, _ := strings.Cut(rest, `"`)
		fmt.Println(id)
	}
}
