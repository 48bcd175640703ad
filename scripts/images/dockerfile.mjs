// Reads a stage of a Dockerfile, so that images built without a container engine are what the Dockerfile says.
import { readFileSync } from 'node:fs';

/**
 * What a stage of a Dockerfile asks for, with the stages that it starts from.
 * @typedef {object} Stage
 * @property {string} base the image that it starts from
 * @property {{stage: string, from: string, to: string}[]} copies from stages that build something
 * @property {{User?: string, Env: string[], Labels: Record<string, string>, ExposedPorts: Record<string, {}>,
 *   Entrypoint?: string[], WorkingDir?: string}} config in the words of an image's configuration
 */

/** How each instruction changes a stage. What is not here is refused: two builders must not read one file differently. */
const instructions = {
  COPY(stage, text) {
    const [option, from, to] = text.split(' ');
    const [, name] = /^--from=([\w-]+)$/.exec(option) ?? [];
    if (name === undefined || to === undefined) throw new Error('only --from=STAGE FOLDER FOLDER is understood');
    stage.copies.push({ stage: name, from, to });
  },
  ENTRYPOINT: (stage, text) => void (stage.config.Entrypoint = JSON.parse(text)),
  ENV: (stage, text) => void stage.config.Env.push(...Object.entries(pairs(text)).map((pair) => pair.join('='))),
  EXPOSE: (stage, text) => text.split(' ').forEach((port) => void (stage.config.ExposedPorts[port] = {})),
  LABEL: (stage, text) => void Object.assign(stage.config.Labels, pairs(text)),
  USER: (stage, text) => void (stage.config.User = text),
  WORKDIR: (stage, text) => void (stage.config.WorkingDir = text),
};

/**
 * @param {string} file path of the Dockerfile
 * @param {string} [target] name of the stage; default: the last one
 * @returns {Stage}
 */
export function readStage(file, target) {
  const { stages, variables } = stagesIn(file);
  const last = stages.at(-1);
  const wanted = target === undefined ? last : stages.find(({ name }) => name === target);
  if (wanted === undefined) throw new Error(`cannot build ${target}: ${file} has no stage of that name`);
  const chain = [wanted];
  for (let from = wanted; ; chain.unshift(from)) {
    const { parent } = from;
    from = stages.find(({ name }) => name === parent);
    if (from === undefined) break;
  }
  const stage = { base: chain[0].parent, copies: [], config: { Env: [], Labels: {}, ExposedPorts: {} } };
  for (const { line, text } of chain.flatMap((one) => one.lines)) {
    const [, word, rest] = /^([A-Z]+) (.*)$/.exec(text) ?? [];
    try {
      if (!(word in instructions)) throw new Error('not an instruction that is understood in such a stage');
      instructions[word](stage, expanded(rest, variables));
    } catch (error) {
      throw new Error(`cannot read ${file}, line ${line}: ${text}: ${error.message}`, { cause: error });
    }
  }
  return stage;
}

/** The stages with their lines, and the ARGs before the first of them. */
function stagesIn(file) {
  const variables = {};
  const stages = [];
  for (const { line, text } of lines(readFileSync(file, 'utf8'))) {
    const [, argument, fallback = ''] = /^ARG (\w+)(?:=(.*))?$/.exec(text) ?? [];
    const [, parent, name] = /^FROM (\S+)(?: AS (\S+))?$/.exec(text) ?? [];
    if (parent !== undefined) stages.push({ name, parent: expanded(parent, variables), lines: [] });
    else if (stages.length > 0) stages.at(-1).lines.push({ line, text });
    else if (argument !== undefined) variables[argument] = fallback;
    else throw new Error(`cannot read ${file}, line ${line}: ${text}: only ARG may stand before the first FROM`);
  }
  return { stages, variables };
}

/** Instructions, with continued lines joined; comments and empty lines left out. */
function* lines(text) {
  let joined = '';
  let start = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    if (joined === '') start = index + 1;
    joined += raw.trim();
    if (joined.endsWith('\\')) {
      joined = `${joined.slice(0, -1).trim()} `;
      continue;
    }
    yield { line: start, text: joined };
    joined = '';
  }
}

function expanded(text, variables) {
  return text.replace(/\$\{(\w+)\}/g, (_, name) => variables[name] ?? '');
}

/** `a=b c="d e"` as an object. */
function pairs(text) {
  return Object.fromEntries(
    [...text.matchAll(/([^\s=]+)=(?:"([^"]*)"|(\S*))/g)].map(([, name, quoted, plain]) => [name, quoted ?? plain]),
  );
}
