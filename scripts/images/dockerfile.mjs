// Reads the last stage of a Dockerfile, so that images built without a container engine are what the Dockerfile says.
import { readFileSync } from 'node:fs';

/**
 * What the last stage of a Dockerfile asks for.
 * @typedef {object} Stage
 * @property {string} base the image that it starts from
 * @property {{from: string, to: string}[]} copies from the stage `build`
 * @property {{User?: string, Env: string[], Labels: Record<string, string>, ExposedPorts: Record<string, {}>,
 *   Entrypoint?: string[], WorkingDir?: string}} config in the words of an image's configuration
 */

/** How each instruction changes a stage. What is not here is refused: two builders must not read one file differently. */
const instructions = {
  COPY(stage, text) {
    const [option, from, to] = text.split(' ');
    if (option !== '--from=build' || to === undefined) throw new Error('only --from=build FOLDER FOLDER is understood');
    stage.copies.push({ from, to });
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
 * @param {Record<string, string>} values of its ARGs; one that is not here has its default
 * @returns {Stage}
 */
export function lastStage(file, values = {}) {
  const variables = { ...values };
  let stage;
  for (const { line, text } of lines(readFileSync(file, 'utf8'))) {
    const [, word, rest] = /^([A-Z]+) (.*)$/.exec(text) ?? [];
    const value = expanded(rest ?? '', variables);
    try {
      if (word === 'ARG') {
        const [name, fallback] = value.split(/=(.*)/s);
        variables[name] ??= fallback ?? '';
      } else if (word === 'FROM') {
        stage = { base: value.split(' ')[0], copies: [], config: { Env: [], Labels: {}, ExposedPorts: {} } };
        stage.isBuild = value.endsWith(' AS build');
      } else if (!stage?.isBuild) {
        if (!(word in instructions)) throw new Error('not an instruction that is understood in the last stage');
        instructions[word](stage, value);
      }
    } catch (error) {
      throw new Error(`cannot read ${file}, line ${line}: ${text}: ${error.message}`, { cause: error });
    }
  }
  return stage;
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
