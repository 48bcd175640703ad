// Jest's side of the bundler's text loader: importing a .csv, .yaml or .proto gives its text.

/** @type {import('@jest/transform').SyncTransformer} */
export default {
  process: (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
