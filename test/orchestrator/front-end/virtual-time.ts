/** Something that happens at a time, unless it is taken back before. */
interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock that stands still until a test moves it. */
export class VirtualTime {
  now = Date.parse('2026-01-01T00:00:00Z');
  readonly #alarms = new Map<string, Alarm>();

  /** Sets the alarm of that name, in place of one that was. */
  set(name: string, inMilliseconds: number, ring: () => void): void {
    this.#alarms.set(name, { at: this.now + inMilliseconds, ring });
  }

  /** Takes the alarm back. */
  clear(name: string): void {
    this.#alarms.delete(name);
  }

  /** Takes back every alarm whose name begins so. */
  clearAll(prefix: string): void {
    for (const name of this.#alarms.keys()) if (name.startsWith(prefix)) this.#alarms.delete(name);
  }

  /** Goes on to the earliest alarm up to that time, and rings it; false where there is none. */
  ringNext(until: number): boolean {
    let first: [string, Alarm] | undefined;
    for (const entry of this.#alarms)
      if (entry[1].at <= until && (first === undefined || entry[1].at < first[1].at)) first = entry;
    if (first === undefined) return false;
    const [name, { at, ring }] = first;
    this.now = Math.max(this.now, at);
    this.#alarms.delete(name);
    ring();
    return true;
  }
}
