/** Folder of the provider's own files that are not code. In a bundle it is where the bundle says. */
export const providerFolder = __dirname;
