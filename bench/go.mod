module github.com/readout-bot/readout/bench

go 1.26.0

require (
	github.com/jdkato/prose/v3 v3.2.3
	github.com/readout-bot/readout v0.0.0
)

require gopkg.in/neurosnap/sentences.v1 v1.0.6 // indirect

replace github.com/readout-bot/readout => ../
