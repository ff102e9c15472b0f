package store

import (
	"slices"
	"testing"
	"time"

	"gongkai/archive"
)

const urlC = "http://c.gov.cn/1"

// served settles a visit that found out where its host is served, and leaves it
// to come again.
func (f *fixture) served(l archive.Lease, address, group string) {
	o := f.outcome(l, archive.ResultDeferred)
	o.Requests, o.Capture = 0, nil
	o.Host.Address, o.Host.Group = address, group
	f.settle(o)
}

// asked settles a visit that was requested, after which its server rests.
func (f *fixture) asked(l archive.Lease, pause time.Duration) {
	o := f.outcome(l, archive.ResultDead)
	o.Host.Pause, o.Host.NotBefore, o.Host.Rest = pause, f.now.Add(pause), f.now.Add(pause)
	f.settle(o)
}

// twoHostsOfOneAddress returns an archive with a visit of each of two portals,
// whose hosts are known to share an address.
func twoHostsOfOneAddress(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	f.begin("yl", page(urlB, 9))
	for range 2 {
		f.served(f.one("qd", "yl"), "192.0.2.1", "")
	}
	return f
}

func TestHostsOfOneAddressOrGroupAreAskedOneAfterTheOther(t *testing.T) {
	for what, of := range map[string]func(host int) (address, group string){
		"an address": func(int) (string, string) { return "192.0.2.1", "" },
		"a group": func(host int) (string, string) {
			return []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}[host], "province"
		},
	} {
		t.Run(what, func(t *testing.T) {
			f := newFixture(t)
			f.begin("qd", page(urlA, 9), page(urlA2, 9))
			f.begin("yl", page(urlB, 9))
			f.begin("sh", page(urlC, 9))
			all := []string{"qd", "yl", "sh"}
			leases, _ := f.claim(9, all...)
			if len(leases) != 3 {
				t.Fatalf("got %d leases of three hosts that nothing is known of, want 3", len(leases))
			}
			for _, l := range leases {
				host := slices.Index([]string{"a.gov.cn", "b.gov.cn", "c.gov.cn"}, l.Host.Name)
				address, group := of(host)
				f.served(l, address, group)
			}
			var order []string
			for range 4 {
				leases, _ := f.claim(9, all...)
				if len(leases) != 1 {
					t.Fatalf("got %v, want one at a time", urlsOf(leases))
				}
				order = append(order, leases[0].Host.Name)
				if more, next := f.claim(9, all...); len(more) != 0 || len(order) < 4 && next.Before(f.now) {
					t.Errorf("got %v and next %s while one is out", urlsOf(more), next)
				}
				f.asked(leases[0], 10*time.Second)
				if more, next := f.claim(9, all...); len(order) < 4 && (len(more) != 0 || !next.Equal(f.now.Add(10*time.Second))) {
					t.Errorf("got %v and next %s, want nothing before the server has rested", urlsOf(more), next)
				}
				f.now = f.now.Add(10 * time.Second)
			}
			if slices.Sort(order[:3]); !slices.Equal(order, []string{"a.gov.cn", "b.gov.cn", "c.gov.cn", "a.gov.cn"}) {
				t.Errorf("got %v, want each host to have its turn", order)
			}
		})
	}
}

func TestAServerRestsOverARestart(t *testing.T) {
	f := twoHostsOfOneAddress(t)
	l := f.one("qd", "yl")
	f.asked(l, time.Hour) // nothing is left of its host
	f.reopen()
	if leases, next := f.claim(9, "qd", "yl"); len(leases) != 0 || !next.Equal(f.now.Add(time.Hour)) {
		t.Errorf("got %v and next %s, want nothing before %s", urlsOf(leases), next, f.now.Add(time.Hour))
	}
	f.now = f.now.Add(time.Hour)
	f.one("qd", "yl")
}

func TestARequestThatACrashForgotCountsForItsServer(t *testing.T) {
	f := twoHostsOfOneAddress(t)
	f.one("qd", "yl")
	f.reopen() // the lease of the former process is given back
	if leases, next := f.claim(9, "qd", "yl"); len(leases) != 0 || !next.After(f.now) {
		t.Errorf("got %v and next %s, want the server to rest as if it was asked", urlsOf(leases), next)
	}
}

func TestARequestThatACrashForgotCountsForAServerThatWasFoundOutByIt(t *testing.T) {
	f := newFixture(t)
	f.begin("yl", page(urlB, 9))
	o := f.outcome(f.one("yl"), archive.ResultDead)
	o.Host.Address = "192.0.2.1"
	f.settle(o) // nothing is left of it
	f.must(f.EndCrawl(t.Context(), "yl", archive.EndComplete))
	f.begin("qd", page(urlA, 9))
	if !f.Enter(f.one("qd"), "192.0.2.1", "", f.now) {
		t.Fatal("got refused at a gate that is free")
	}
	f.reopen()
	f.begin("yl", page(urlB, 9))
	if leases, next := f.claim(9, "yl"); len(leases) != 0 || !next.Equal(f.now.Add(time.Minute)) {
		t.Errorf("got %v and next %s, want nothing before %s", urlsOf(leases), next, f.now.Add(time.Minute))
	}
}

func TestAPenaltyIsTheHostsAlone(t *testing.T) {
	f := twoHostsOfOneAddress(t)
	l := f.one("qd", "yl")
	o := f.outcome(l, archive.ResultRetry)
	o.Reason, o.NextDue = archive.ReasonBusy, f.now.Add(time.Hour)
	o.Host.NotBefore, o.Host.Rest = f.now.Add(time.Hour), f.now.Add(time.Second)
	f.settle(o)
	f.now = f.now.Add(time.Second)
	if other := f.one("qd", "yl"); other.Host.Name == l.Host.Name {
		t.Errorf("got %s, want the host that is not penalised", other.Host.Name)
	}
}

func TestAHostThatMovesLeavesItsGate(t *testing.T) {
	f := twoHostsOfOneAddress(t)
	l := f.one("qd", "yl")
	f.served(l, "192.0.2.9", "")
	if leases, _ := f.claim(9, "qd", "yl"); len(leases) != 2 {
		t.Errorf("got %v, want both hosts at once", urlsOf(leases))
	}
}

func TestAVisitPassesTheGateThatItsHostTurnsOutToHave(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	f.begin("yl", page(urlB, 9))
	a, b := f.one("qd"), f.one("yl")
	if !f.Enter(a, "192.0.2.1", "province", f.now) {
		t.Fatal("nobody had passed the gate, and it was shut")
	}
	for what, at := range map[string][2]string{"address": {"192.0.2.1", ""}, "group": {"192.0.2.2", "province"}} {
		if f.Enter(b, at[0], at[1], f.now) {
			t.Errorf("two visits of one %s were let through", what)
		}
	}
	o := f.outcome(a, archive.ResultDead)
	o.Host.Address, o.Host.Group = "192.0.2.1", "province"
	o.Host.Rest = f.now.Add(time.Second)
	f.settle(o)
	if f.Enter(b, "192.0.2.1", "", f.now) {
		t.Error("a visit was let through while the server rests")
	}
	if !f.Enter(b, "192.0.2.1", "", f.now.Add(time.Second)) {
		t.Error("the server had rested, and its gate was shut")
	}
	f.must(f.Release(b))
	if f.Enter(b, "192.0.2.3", "", f.now) {
		t.Error("a visit that is not out was let through")
	}
}

func TestWhoPassedAGateUnknownKeepsOthersOut(t *testing.T) {
	f := twoHostsOfOneAddress(t)
	f.begin("c", page(urlC, 9))
	l := f.one("c")
	if !f.Enter(l, "192.0.2.1", "", f.now) {
		t.Fatal("the gate was shut")
	}
	if leases, _ := f.claim(9, "qd", "yl"); len(leases) != 0 {
		t.Errorf("got %v while another of their server is out", urlsOf(leases))
	}
	f.must(f.Release(l))
	f.one("qd", "yl")
}
