/**
 * Of every Go build here, because builds with other flags compile the standard library and all packages again. Without
 * paths in what is compiled, copies of the project share it. `go tool` builds tools without these flags.
 */
export const GO_FLAGS = '-race -trimpath';
