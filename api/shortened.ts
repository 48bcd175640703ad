/** A text of at most so many letters: a longer one ends in an ellipsis. Half of a pair of UTF-16 units is never left. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
