package main

import "fmt"

type rebuildCommand struct{}

// Help is shown below the usage.
func (rebuildCommand) Help() string {
	return "Run it after an update whose reader is better: what is stored of each article is made anew. It may be interrupted and goes on " +
		"where it stopped; until it is done, look-ups find only a part. New articles may come meanwhile."
}

// Run reads every stored article again.
func (c *rebuildCommand) Run(a *app) error {
	h, err := a.house()
	if err != nil {
		return err
	}
	defer h.store.Close()
	at, articles, bar := 0, 0, func(int) {}
	err = h.bot.Rebuild(a.ctx, func(done, total int) {
		if articles == 0 && total > 0 {
			bar, articles = a.progress(total), total
		}
		bar(done - at)
		at = done
	})
	if err != nil {
		return fmt.Errorf("%w (%d of %d articles are done; run it again to go on)", err, at, articles)
	}
	fmt.Fprintf(a.out, "%d articles read again\n", articles)
	return nil
}
