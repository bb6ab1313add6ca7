package bot

// Pressed is pressed, for tests outside.
func Pressed() []Usage { return pressed() }
