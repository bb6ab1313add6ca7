// Package bottest holds a fake and a conformance suite for each port of package bot. The
// fakes are honest: they pass the suites that the real adapters pass. Only tests import it.
package bottest
