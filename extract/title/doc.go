// Package title tells titles of disclosure reports from other lines.
package title
