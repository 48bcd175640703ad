/** What moves in the page. Without it, every object's YAML is still there, behind its node's link. */
export const script = `
const root = document.documentElement;
const graph = document.querySelector('svg.graph');
const wires = [...graph.querySelectorAll('.edge')];
const things = [...graph.querySelectorAll('[data-id]')];

// What is reached over lines in one direction; junctions are passed through.
function reach(start, out, back) {
  const seen = new Set([start]);
  const lit = new Set();
  const queue = [start];
  while (queue.length > 0) {
    const id = queue.pop();
    for (const wire of wires) {
      if (wire.dataset[out] !== id) continue;
      lit.add(wire);
      const next = wire.dataset[back];
      if (seen.has(next)) continue;
      seen.add(next);
      if (graph.querySelector('.junction[data-id="' + next + '"]')) queue.push(next);
    }
  }
  return { seen, lit };
}

function light(id) {
  const ahead = reach(id, 'from', 'to');
  const behind = reach(id, 'to', 'from');
  graph.classList.add('lighting');
  for (const wire of wires) wire.classList.toggle('lit', ahead.lit.has(wire) || behind.lit.has(wire));
  for (const thing of things) {
    thing.classList.toggle('lit', ahead.seen.has(thing.dataset.id) || behind.seen.has(thing.dataset.id));
  }
}

function unlight() {
  graph.classList.remove('lighting');
}

function choose(hash) {
  for (const sheet of document.querySelectorAll('.sheet')) sheet.classList.toggle('chosen', '#' + sheet.id === hash);
  for (const node of document.querySelectorAll('.node')) node.classList.toggle('chosen', node.getAttribute('href') === hash);
  document.body.classList.toggle('choosing', document.querySelector('.sheet.chosen') !== null);
}

root.classList.add('scripted');
graph.addEventListener('mouseover', (event) => {
  const thing = event.target.closest('[data-id]');
  if (thing) light(thing.dataset.id); else unlight();
});
graph.addEventListener('mouseleave', unlight);
document.addEventListener('focusin', (event) => {
  const node = event.target.closest('.node');
  if (node) light(node.dataset.id); else unlight();
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('.node, .close');
  if (link) {
    event.preventDefault();
    choose(link.getAttribute('href'));
  } else if (!event.target.closest('.drawer')) choose('');
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') choose('');
});
document.getElementById('theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});
if (location.hash) choose(location.hash);
`;
