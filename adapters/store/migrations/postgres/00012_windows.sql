-- +goose Up
-- Beside the stems stand the names of an article and when it was published, so that words
-- are looked for among the newest of those who are named first; see
-- postgres_words.go. The index is kept up to date at once: a list of what is not in it yet would
-- be read by every look-up.
DROP INDEX words_stems;
UPDATE words w SET stems = w.stems || array_to_tsvector(n.names || ARRAY['@' || (w.place >> 46)])
	FROM (SELECT a.place, array_remove(array_agg('=' || k.key), NULL) AS names FROM articles a LEFT JOIN names k ON k.place = a.place GROUP BY a.place) n
	WHERE n.place = w.place;
CREATE INDEX words_stems ON words USING gin (stems) WITH (fastupdate = off);
