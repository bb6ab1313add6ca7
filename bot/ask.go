package bot

import "context"

func (b *Bot) ask(ctx context.Context, a asked) (Message, error) { return b.nothing(ctx, a, "x", "") }
