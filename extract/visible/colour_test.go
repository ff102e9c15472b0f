package visible

import "testing"

func TestTextInTheColourOfItsGroundIsNotSeen(t *testing.T) {
	for name, c := range map[string]struct {
		ink, ground Colour
		want        Sight
	}{
		"no colour on paper":          {0, 0, Seen},
		"no colour on black":          {0, RGB(0, 0, 0), Seen},
		"white on paper":              {White, 0, Unseen},
		"white on white":              {White, White, Unseen},
		"nearly white on paper":       {Hex("FCFCFE"), 0, Unseen},
		"faint on paper":              {Hex("EEEEEE"), 0, Doubtful},
		"white on blue":               {White, Hex("1F497D"), Seen},
		"white on what is not known":  {White, Unclear, Doubtful},
		"red on what is not known":    {Hex("FF0000"), Unclear, Seen},
		"faint on what is not known":  {Hex("EEEEEE"), Unclear, Doubtful},
		"a colour that is not known":  {Unclear, 0, Seen},
		"black on black":              {RGB(0, 0, 0), RGB(0, 0, 0), Unseen},
		"yellow on white":             {Hex("FFFF00"), White, Seen},
		"what is no colour, on paper": {Hex("auto"), 0, Seen},
		"grey on grey":                {Hex("808080"), Hex("808285"), Unseen},
	} {
		if got := See(c.ink, c.ground); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}
