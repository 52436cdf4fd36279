const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0002, 'SSL 2.0'],
  [0x0300, 'SSL 3.0'],
  [0x0301, 'TLS 1.0'],
  [0x0302, 'TLS 1.1'],
  [0x0303, 'TLS 1.2'],
  [0x0304, 'TLS 1.3'],
  [0xfeff, 'DTLS 1.0'],
  [0xfefd, 'DTLS 1.2'],
  [0xfefc, 'DTLS 1.3'],
])

/** `TLS 1.2`, `DTLS 1.2` ... of a version number; `0x7f1c` where it is a draft's or nobody's. */
export const versionName = (version: number): string =>
  NAMES.get(version) ?? `0x${version.toString(16).padStart(4, '0')}`
