package main

import "context"

func growth(ctx context.Context) error                    { return nil }
func growthBuild(ctx context.Context, a []string) error   { return nil }
func growthMeasure(ctx context.Context, a []string) error { return nil }
