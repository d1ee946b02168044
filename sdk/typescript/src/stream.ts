// Server-sent events (WHATWG HTML, "Server-sent events"): the lines of a body, as events.

/** One event. */
export interface StreamEvent {
  id: string | null
  event: string
  data: string
}

/** Takes text as it comes and gives the events that are whole. An event that the end cuts off is none. */
export class StreamReader {
  #rest = ''
  #id: string | null = null
  #event = ''
  #data: string[] = []

  read(text: string): StreamEvent[] {
    this.#rest += text
    const events: StreamEvent[] = []
    let from = 0
    for (;;) {
      const end = this.#lineEnd(from)
      if (end === null) break
      const line = this.#rest.slice(from, end.at)
      from = end.next
      if (line !== '') this.#field(line)
      else if (this.#data.length > 0) events.push(this.#take())
      else this.#event = ''
    }
    this.#rest = this.#rest.slice(from)
    return events
  }

  /** Lines end with LF, CRLF or CR; what follows a CR at the end of what has come is not known yet. */
  #lineEnd(from: number): { at: number; next: number } | null {
    const text = this.#rest
    const feed = text.indexOf('\n', from)
    const back = text.indexOf('\r', from)
    if (back >= 0 && (feed < 0 || back < feed)) {
      if (back + 1 === text.length) return null
      return { at: back, next: text[back + 1] === '\n' ? back + 2 : back + 1 }
    }
    return feed < 0 ? null : { at: feed, next: feed + 1 }
  }

  #field(line: string) {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') this.#data.push(value)
    else if (name === 'event') this.#event = value
    else if (name === 'id' && !value.includes('\0')) this.#id = value
  }

  #take(): StreamEvent {
    const event = { id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') }
    this.#event = ''
    this.#data = []
    return event
  }
}
