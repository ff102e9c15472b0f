# make check is what decides whether a change is good; CI runs it and nothing else.

GO ?= go
SOURCES := $(shell git ls-files --cached --others --exclude-standard '*.go')

.PHONY: check fmt vet staticcheck zerologlint test fuzz bench build fixtures

check: fmt vet staticcheck zerologlint test

fmt:
	@unformatted=$$(gofmt -l $(SOURCES)); test -z "$$unformatted" || { echo "gofmt would change:"; echo "$$unformatted"; exit 1; }

vet:
	$(GO) vet ./...

staticcheck:
	$(GO) tool staticcheck ./...

zerologlint:
	$(GO) vet -vettool=$$($(GO) tool -n zerologlint) ./...

test:
	$(GO) test -race -timeout 30m ./...

# Every fuzz target, one after the other. What is new is made smaller by few tries:
# Go tries for a minute otherwise, in which files of some kilobytes leave no time
# for anything else (32 runs of the reader of .xls in ten minutes, not millions).
FUZZTIME ?= 10m
fuzz:
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$package || exit 1; \
		done; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem -count 5 ./...
	$(GO) run ./bench

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o gongkai ./cmd/gongkai

# The corpus of extract, made anew; needs LibreOffice and Chromium. A larger one:
# go run ./internal/corpus/fixtures -seed 2 -reports 100 -out corpus
fixtures:
	$(GO) run ./internal/corpus/fixtures -seed 1 -reports 2 -out extract/testdata/corpus
