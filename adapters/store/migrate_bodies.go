package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"

	"github.com/readout-bot/readout/bot"
)

// keepBodiesVersion is the number of keepBodies among the migrations.
const keepBodiesVersion = 5

// keepBodies is the migration from entries that were kept as JSON, with the text beside
// them, to bodies. What is derived from them since then is derived.
func keepBodies(ctx context.Context, db *sql.Tx) error {
	t := sqlTx{db}
	type old struct {
		place int64
		bot.Entry
	}
	scan := func(r row) (o old, err error) {
		var entry, text []byte
		if err := r.Scan(&o.place, &entry, &text); err != nil {
			return o, err
		}
		err = json.Unmarshal(entry, &o.Entry)
		o.Article.Text = string(text)
		return o, err
	}
	for at := int64(math.MinInt64); ; {
		some, err := collect(ctx, t, scan, `SELECT place, entry, text FROM texts WHERE place > $1 ORDER BY place LIMIT $2`, at, batch)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for _, o := range some {
			if err := insertBody(ctx, t, o.place, o.Entry); err != nil {
				return err
			}
			if err := insertThreads(ctx, t, o.place, o.Digest); err != nil {
				return err
			}
		}
		at = some[len(some)-1].place
	}
	actors, err := collect(ctx, t, scanString, `SELECT folded FROM actors ORDER BY folded`)
	if err != nil {
		return err
	}
	if err := insertActorKeys(ctx, t, actors); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `DROP TABLE texts`)
	return err
}
