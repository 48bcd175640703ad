// Prints the medians of what run.sh measured, and the ratios that the budgets are about: table.mjs FILE
import { readFileSync } from 'node:fs';

const series = new Map();
for (const line of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  const [onednn, model, what, ...json] = line.split(' ');
  const key = `${onednn} ${model} ${what}`;
  series.set(key, [...(series.get(key) ?? []), JSON.parse(json.join(' '))]);
}

const middle = (key, field) => {
  const values = (series.get(key) ?? []).map((one) => one[field]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
};
const both = (key) => `${middle(key, 'wallMs').toFixed(2)} (${middle(key, 'cpuMs').toFixed(2)})`;
const ratios = (slow, fast) =>
  `${(middle(slow, 'wallMs') / middle(fast, 'wallMs')).toFixed(2)} (${(middle(slow, 'cpuMs') / middle(fast, 'cpuMs')).toFixed(2)})`;

console.log('milliseconds per step, medians, in parentheses of CPU time');
console.log('oneDNN  model        python         traced         eager          python/traced  eager/traced');
for (const onednn of ['0', '1']) {
  for (const model of ['cnn', 'mlp', 'transformer']) {
    const [python, traced, eager] = ['python', 'traced', 'eager'].map((what) => `${onednn} ${model} ${what}`);
    const cells = [both(python), both(traced), both(eager), ratios(python, traced), ratios(eager, traced)];
    console.log(`${onednn}       ${model.padEnd(13)}${cells.map((cell) => cell.padEnd(15)).join('')}`);
  }
}
console.log(
  `WASM ${both('- cnn wasm')}, plain JavaScript ${both('- cnn cpu')}: ${ratios('- cnn cpu', '- cnn wasm')} times`,
);
