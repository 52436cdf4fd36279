/** Departures of a message from the grammar and from what RFC 3261 requires of every message. */
export type FaultKind =
  // start line
  | 'bad-start-line'
  | 'unknown-version'
  /** More than one blank between its parts, or one behind them. */
  | 'blank-in-start-line'
  | 'blank-in-request-uri'
  | 'uri-in-angle-brackets'
  | 'headers-in-request-uri'
  /** Not three digits, or not 100 to 699. */
  | 'status-out-of-range'
  // header fields
  | 'header-line-invalid'
  | 'missing-required-header'
  | 'duplicate-single-header'
  | 'scalar-too-large'
  | 'number-invalid'
  | 'empty-parameter'
  | 'parameter-invalid'
  | 'empty-list-member'
  | 'unbalanced-quote'
  | 'unbalanced-angle-bracket'
  | 'display-name-invalid'
  | 'via-invalid'
  /** The magic cookie and nothing behind it. */
  | 'branch-without-identifier'
  | 'call-id-invalid'
  | 'cseq-invalid'
  | 'cseq-method-mismatch'
  | 'date-invalid'
  | 'date-zone-not-gmt'
  | 'warning-invalid'
  // URIs
  | 'uri-invalid'
  | 'blank-in-uri'
  /** A `?`, `,` or `;` that could belong to the URI as well as to the header. */
  | 'uri-needs-angle-brackets'
  | 'ipv6-without-brackets'
  | 'ipv6-reference-invalid'
  // body
  | 'content-length-negative'
  | 'content-length-invalid'
  | 'content-length-beyond-body'
  | 'content-type-missing'
  | 'content-type-invalid'
  | 'multipart-boundary-missing'

export interface Fault {
  readonly kind: FaultKind
  /** 0-based line within the message; 0 for what is missing. */
  readonly line: number
  /** Canonical name of the header it is about; undefined for the start line and for lines that are no header. */
  readonly header: string | undefined
  /** Where it is written: `RFC 3261 §20.16`. */
  readonly section: string
}

/** What somebody looking for faults calls for each one found in a value. */
export type Found = (kind: FaultKind) => void

const SECTIONS: Readonly<Record<FaultKind, string>> = {
  'bad-start-line': 'RFC 3261 §7',
  'unknown-version': 'RFC 3261 §7.1',
  'blank-in-start-line': 'RFC 3261 §7.1',
  'blank-in-request-uri': 'RFC 3261 §7.1',
  'uri-in-angle-brackets': 'RFC 3261 §7.1',
  'headers-in-request-uri': 'RFC 3261 §19.1.1',
  'status-out-of-range': 'RFC 3261 §7.2',
  'header-line-invalid': 'RFC 3261 §7.3.1',
  'missing-required-header': 'RFC 3261 §8.1.1',
  'duplicate-single-header': 'RFC 3261 §7.3.1',
  'scalar-too-large': 'RFC 3261 §25.1',
  'number-invalid': 'RFC 3261 §25.1',
  'empty-parameter': 'RFC 3261 §25.1',
  'parameter-invalid': 'RFC 3261 §25.1',
  'empty-list-member': 'RFC 3261 §25.1',
  'unbalanced-quote': 'RFC 3261 §25.1',
  'unbalanced-angle-bracket': 'RFC 3261 §25.1',
  'display-name-invalid': 'RFC 3261 §25.1',
  'via-invalid': 'RFC 3261 §20.42',
  'branch-without-identifier': 'RFC 3261 §8.1.1.7',
  'call-id-invalid': 'RFC 3261 §20.8',
  'cseq-invalid': 'RFC 3261 §20.16',
  'cseq-method-mismatch': 'RFC 3261 §8.1.1.5',
  'date-invalid': 'RFC 3261 §20.17',
  'date-zone-not-gmt': 'RFC 3261 §20.17',
  'warning-invalid': 'RFC 3261 §20.43',
  'uri-invalid': 'RFC 3261 §25.1',
  'blank-in-uri': 'RFC 3261 §25.1',
  'uri-needs-angle-brackets': 'RFC 3261 §20',
  'ipv6-without-brackets': 'RFC 5118 §4.2',
  'ipv6-reference-invalid': 'RFC 5954 §3',
  'content-length-negative': 'RFC 3261 §20.14',
  'content-length-invalid': 'RFC 3261 §20.14',
  'content-length-beyond-body': 'RFC 3261 §18.3',
  'content-type-missing': 'RFC 3261 §20.15',
  'content-type-invalid': 'RFC 3261 §20.15',
  'multipart-boundary-missing': 'RFC 2046 §5.1.1',
}

/** The range of a number is written with its header. */
const RANGES: Readonly<Record<string, string>> = {
  contact: 'RFC 3261 §20.10',
  cseq: 'RFC 3261 §8.1.1.5',
  expires: 'RFC 3261 §20.19',
  'max-forwards': 'RFC 3261 §20.22',
  'min-expires': 'RFC 3261 §20.23',
  'retry-after': 'RFC 3261 §20.33',
}

export function fault(kind: FaultKind, line: number, header?: string): Fault {
  const range = kind === 'scalar-too-large' && header !== undefined ? RANGES[header] : undefined
  return { kind, line, header, section: range ?? SECTIONS[kind] }
}
