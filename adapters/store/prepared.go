package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// mostPrepared bounds the statements that are kept; look-ups have some dozen forms.
const mostPrepared = 200

// A prepared keeps queries compiled: to compile one takes SQLite as long as to run it.
// database/sql does so again for each connection that meets it.
type prepared struct {
	db *sql.DB
	mu sync.Mutex
	by map[string]*sql.Stmt
}

// statement returns the query compiled, nil where there are enough of them.
func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.by[query]; ok || len(p.by) >= mostPrepared {
		return s, nil
	}
	s, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p.by == nil {
		p.by = make(map[string]*sql.Stmt)
	}
	p.by[query] = s
	return s, nil
}

func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.db.ExecContext(ctx, query, args...)
}

func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil || s == nil {
		return p.db.QueryContext(ctx, query, args...) // which tells of the error too
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := p.statement(ctx, query)
	if err != nil || s == nil {
		return p.db.QueryRowContext(ctx, query, args...)
	}
	return s.QueryRowContext(ctx, args...)
}

// close lets go of the statements.
func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all error
	for _, s := range p.by {
		all = errors.Join(all, s.Close())
	}
	p.by = nil
	return all
}
