/** Version of the function, as status and metrics report it; a test holds it equal to package.json's. */
export const version = '0.1.0';
