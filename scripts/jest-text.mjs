// Jest's side of the bundler's text loader: importing a .csv, .yaml or .proto gives its text.

/** The transformer, as Jest's configuration names it. */
export default {
  process: (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
