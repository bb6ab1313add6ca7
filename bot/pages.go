package bot

import "fmt"

// nextPage turns to page n of the answer to a command.
func nextPage(command string, n int) (Control, bool) {
	c := Control{Label: "Next page", Command: fmt.Sprintf("%s page %d", command, n)}
	return c, len(c.Command) <= MaxControlCommand
}

// turned returns the page of that number of an answer, counted from 1: on each, a section
// goes on where it ended on the one before. Where there is more, a control turns the page.
func (m Message) turned(page int, command string) Message {
	if page > 1 {
		m = m.page(page)
	}
	for _, s := range m.Sections {
		if c, short := nextPage(command, page+1); len(s.Left) > 0 && short {
			m.Controls = append([]Control{c}, m.Controls[:min(len(m.Controls), maxControls-1)]...)
			break
		}
	}
	return m
}

// page returns a page after the first.
func (m Message) page(n int) Message {
	var sections []Section
	for _, s := range m.Sections {
		size := len(s.Lines)
		from := (n - 2) * size
		if size == 0 || from >= len(s.Left) {
			continue
		}
		left := s.Left[from:]
		s.Lines, s.Left = left[:min(size, len(left))], left[min(size, len(left)):]
		s.More = len(s.Left)
		sections = append(sections, s)
	}
	m.Sections = sections
	if len(sections) == 0 {
		return Message{Title: m.Title, Lead: fmt.Sprintf("There is no page %d.", n)}
	}
	m.Lead = fmt.Sprintf("Page %d. %s", n, m.Lead)
	return m
}
