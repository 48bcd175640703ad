// The bundler (scripts/bundle.mjs) and Jest (scripts/jest-text.mjs) give such an import as the file's text.

declare module '*.csv' {
  const text: string;
  export default text;
}

declare module '*.yaml' {
  const text: string;
  export default text;
}

declare module '*.proto' {
  const text: string;
  export default text;
}
