//go:build ignore

// Generate writes predefined.zip: the CMaps that ISO 32000-1 names, and the
// characters of the CIDs of each collection.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gongkai/extract/pdf/cmap"
)

// Tables 118 of ISO 32000-1, and UTF-8 and UTF-32 forms that are met as well.
var names = map[string]string{
	"Adobe-GB1":    "Adobe-GB1-UCS2 GB-EUC-H GB-EUC-V GB-H GB-V GBpc-EUC-H GBpc-EUC-V GBT-EUC-H GBT-EUC-V GBK-EUC-H GBK-EUC-V GBKp-EUC-H GBKp-EUC-V GBK2K-H GBK2K-V UniGB-UCS2-H UniGB-UCS2-V UniGB-UTF16-H UniGB-UTF16-V UniGB-UTF8-H UniGB-UTF8-V UniGB-UTF32-H UniGB-UTF32-V",
	"Adobe-CNS1":   "Adobe-CNS1-UCS2 B5pc-H B5pc-V HKscs-B5-H HKscs-B5-V ETen-B5-H ETen-B5-V ETenms-B5-H ETenms-B5-V CNS-EUC-H CNS-EUC-V UniCNS-UCS2-H UniCNS-UCS2-V UniCNS-UTF16-H UniCNS-UTF16-V",
	"Adobe-Japan1": "Adobe-Japan1-UCS2 83pv-RKSJ-H 90ms-RKSJ-H 90ms-RKSJ-V 90msp-RKSJ-H 90msp-RKSJ-V 90pv-RKSJ-H Add-RKSJ-H Add-RKSJ-V EUC-H EUC-V Ext-RKSJ-H Ext-RKSJ-V H V UniJIS-UCS2-H UniJIS-UCS2-V UniJIS-UCS2-HW-H UniJIS-UCS2-HW-V UniJIS-UTF16-H UniJIS-UTF16-V",
	"Adobe-Korea1": "Adobe-Korea1-UCS2 KSC-EUC-H KSC-EUC-V KSCms-UHC-H KSCms-UHC-V KSCms-UHC-HW-H KSCms-UHC-HW-V KSCpc-EUC-H UniKS-UCS2-H UniKS-UCS2-V UniKS-UTF16-H UniKS-UTF16-V",
}

func main() {
	log.SetFlags(0)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, collection := range []string{"Adobe-GB1", "Adobe-CNS1", "Adobe-Japan1", "Adobe-Korea1"} {
		for _, name := range strings.Fields(names[collection]) {
			source, err := os.ReadFile(filepath.Join(os.Args[1], collection, name))
			if err != nil {
				log.Fatal(err)
			}
			compiled := cmap.Compile(source)
			w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Time{}})
			if err != nil {
				log.Fatal(err)
			}
			if _, err := w.Write(compiled); err != nil {
				log.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("predefined.zip", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
