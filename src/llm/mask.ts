/** What a pseudonym stands for. A `secret` is never shown again; the others are put back into what the caller reads. */
type Hidden = 'user' | 'tel' | 'name' | 'secret'

/**
 * Hides who and what is secret in SIP text, the same thing always behind the same pseudonym, so that equal stays equal.
 * One mask serves one run; it works line by line, so a masked text has the lines of the original.
 *
 * `user~3` a user part or account, `tel~2~11` a number of 11 digits (a `+` stays in front), `name~1` a display name,
 * `secret~4` a digest value, password, token, cookie or media key. Host names and addresses stay: diagnosis needs them.
 */
export interface Mask {
  hide(text: string): string
  /** Puts people and numbers back; secrets become `***`. */
  reveal(text: string): string
  /** The text with its secrets alone replaced by `***`. */
  redact(text: string): string
}

/** Lines are cut here before they are looked at: what follows is of no use to a reader and would cost time. */
const MAX_LINE = 4_000

export function createMask(): Mask {
  const table = new Pseudonyms()
  const hide = (text: string) =>
    table.again(
      eachLine(hideCredentials(text, table.give), (line) => hideSecrets(hidePeople(line, table.give), table.give)),
    )
  return {
    hide,
    reveal: (text) => table.reveal(text),
    redact: (text) => eachLine(hideCredentials(text, starred), (line) => hideSecrets(line, starred)),
  }
}

const starred: Give = () => '***'

type Give = (kind: Hidden, value: string) => string

/** Shortest value that is also hidden where it stands in free text: shorter ones are ordinary words and codes. */
const MIN_FREE = 5

class Pseudonyms {
  readonly #byValue = new Map<string, string>()
  readonly #byToken = new Map<string, string>()
  #count = 0

  readonly give: Give = (kind, value) => {
    if (TOKEN_ONLY.test(value)) return value
    const key = `${kind} ${value}`
    const known = this.#byValue.get(key)
    if (known !== undefined) return known
    const token = kind === 'tel' ? `tel~${++this.#count}~${value.length}` : `${kind}~${++this.#count}`
    this.#byValue.set(key, token)
    this.#byToken.set(token, kind === 'secret' ? '***' : value)
    return token
  }

  /** Hides known values where they turn up again as words of their own, in a log line or a sentence. */
  again(text: string): string {
    return text.replace(WORD, (word) => {
      if (word.length < MIN_FREE) return word
      for (const kind of ['tel', 'user', 'name', 'secret'] as const) {
        const token = this.#byValue.get(`${kind} ${word}`)
        if (token !== undefined) return token
      }
      return word
    })
  }

  reveal(text: string): string {
    return text.replace(TOKEN, (token) => this.#byToken.get(token) ?? token)
  }
}

const TOKEN = /(?:user|name|secret)~\d+|tel~\d+~\d+/g
const TOKEN_ONLY = /^(?:(?:user|name|secret)~\d+|tel~\d+~\d+|)$/
/** Dots belong to it, so that a user called `carrier` does not hide the host `carrier.example`. */
const WORD = /[\p{L}\p{N}_~-]+(?:\.+[\p{L}\p{N}_~-]+)*/gu

const eachLine = (text: string, change: (line: string) => string): string =>
  text
    .split('\n')
    .map((line) => change(line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line))
    .join('\n')

// Every pattern below is linear: one open-ended class after a fixed word, never two that can share characters.

const AUTHORIZATION = /(authorization\s*:\s*(?:Basic|Bearer)\s+)([^\s,"]+)/gi
const DIGEST_VALUE = /\b((?:c|next)?nonce|response|opaque|rspauth|ha1)(\s*=\s*)("[^"]*"?|[^\s,;"&]+)/gi
const PASSWORD =
  /\b(password|passwd|pwd|secret|(?:access_|id_|refresh_)?token|api[_-]?key|ice-pwd)(\s*[=:]\s*)("[^"]*"?|[^\s,;"&]+)/gi
const MEDIA_KEY = /\binline:([^\s|;]+)/gi
const KEY_LINE = /^(k=[a-z0-9]+:)(\S+)/i
const KEY_MGMT = /^(a=key-mgmt:\S+ )(\S+)/i
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g
const SECRET_HEADER =
  /^((?:set-)?cookie|identity|[\w-]{0,40}(?:token|secret|password|api-?key|credential)[\w-]{0,40})(\s*:\s*)(.+)$/i
const URI_PASSWORD = /\b(sips?:[^\s:@<>;"]{1,200}):([^\s@<>"]{1,200})@/gi

/** The one secret that may stand on the line after its header's name (RFC 3261 §7.3.1, folding). */
const hideCredentials = (text: string, give: Give): string =>
  text.replace(AUTHORIZATION, (_, start, value) => `${start}${give('secret', value)}`)

/** Changes what stands between the quotation marks, if there are any; the second may have been cut off. */
function unquoted(value: string, change: (bare: string) => string): string {
  if (!value.startsWith('"')) return change(value)
  const end = value.length > 1 && value.endsWith('"') ? -1 : undefined
  return `"${change(value.slice(1, end))}"`
}

function hideSecrets(line: string, give: Give): string {
  const assigned = (_: string, name: string, equals: string, value: string) =>
    `${name}${equals}${unquoted(value, (secret) => give('secret', secret))}`
  const cr = line.endsWith('\r') ? '\r' : ''
  return (
    line
      .slice(0, line.length - cr.length)
      .replace(SECRET_HEADER, (_, name, colon, value) => `${name}${colon}${give('secret', value)}`)
      .replace(DIGEST_VALUE, assigned)
      .replace(PASSWORD, assigned)
      .replace(MEDIA_KEY, (_, key) => `inline:${give('secret', key)}`)
      .replace(KEY_LINE, (_, start, key) => `${start}${give('secret', key)}`)
      .replace(KEY_MGMT, (_, start, key) => `${start}${give('secret', key)}`)
      .replace(URI_PASSWORD, (_, start, password) => `${start}:${give('secret', password)}@`)
      .replace(JSON_WEB_TOKEN, (token) => give('secret', token)) + cr
  )
}

/** Names that stand for nobody and tell what went wrong. */
const NOBODY = new Set(['anonymous', 'unknown', 'restricted', 'unavailable', 'ping', 'invalid', '-'])
/** Emergency numbers belong to nobody; a trace in which one fails must be readable. */
const EMERGENCY = new Set(['112', '911', '999', '000', '110', '118', '119'])

const URI_USER = /\b((?:sips?|im|pres|xmpp|mailto):)([^\s@<>:;"?]{1,200})((?:[:;][^\s@<>"]{0,200})?@)/gi
const TEL_URI = /\b(tel:)(\+?)([\d().*#-]{2,40})/gi
const USERNAME = /\b(username\*?\s*=\s*)("[^"]*"?|[^\s,;"]+)/gi
const NAME_BEFORE_URI = /"([^"\r\n]{1,300})"(\s*<)/g
const BARE_NAME = /^([\w-]{1,40}\s*:\s*)([^\s<",;=:][^<",;=:]{0,200}?)(\s*<(?:sips?|tel):)/i
const ORIGIN_LINE = /^(o=)(\S+)( )/
const CONTACT_LINE = /^([ep]=)(.+)$/
const EMAIL = /(^|[\s<"'(,=:])([A-Za-z0-9._%+-]{1,64})@(?=[A-Za-z0-9-]{1,63}\.)/g
const CALL_ID_LINE = /^(call-id|i|in-reply-to|replaces|target-dialog|join|session-id)\s*:/i
const INTERNATIONAL = /(^|[^\w~+])\+(\d{7,15})(?!\d)/g
const HEADER_LINE = /^[A-Za-z][\w-]*\s*:|^[A-Z]+ \S+ SIP\/2\.0|^SIP\/2\.0 |^[a-z]=/
/** Headers whose value is free text. */
const FREE_HEADER = /^(?:x-|p-|subject\s*:|s\s*:|reason\s*:|warning\s*:)/i
const FREE_NUMBER = /(^|[^\w.~+/-])(\d{7,15})(?![\w:/-]|\.\d)/g
const WRITTEN_NUMBER = /(^|[^\w.~+/-])(\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w:/-]|\.\d)/g

function hidePeople(line: string, give: Give): string {
  const cr = line.endsWith('\r') ? '\r' : ''
  let text = line
    .slice(0, line.length - cr.length)
    .replace(URI_USER, (_, scheme, user, rest) => `${scheme}${person(user, give)}${rest}`)
    .replace(TEL_URI, (_, scheme, plus, digits) => `${scheme}${plus}${number(digits, give)}`)
    .replace(USERNAME, (_, start, value) => `${start}${unquoted(value, (user) => account(user, give))}`)
    .replace(NAME_BEFORE_URI, (_, name, rest) => `"${named(name, give)}"${rest}`)
    .replace(BARE_NAME, (_, start, name, rest) => `${start}${named(name, give)}${rest}`)
    .replace(ORIGIN_LINE, (_, start, user, gap) => `${start}${person(user, give)}${gap}`)
    .replace(CONTACT_LINE, (_, start, value) => `${start}${named(value, give)}`)
    .replace(INTERNATIONAL, (_, before, digits) => `${before}+${give('tel', digits)}`)
  if (!CALL_ID_LINE.test(text)) {
    text = text.replace(EMAIL, (_, before, user) => `${before}${person(user, give)}@`)
  }
  // In headers and SDP bare digits are tags, times and session numbers; in the text of a message they are somebody's.
  if (!HEADER_LINE.test(text) || FREE_HEADER.test(text)) {
    text = text
      .replace(FREE_NUMBER, (_, before, digits) => `${before}${give('tel', digits)}`)
      .replace(WRITTEN_NUMBER, (_, before, digits: string) => `${before}${give('tel', digits.replace(/\D/g, ''))}`)
  }
  return text + cr
}

/** A user part: a number, or a name. */
function person(user: string, give: Give): string {
  if (NOBODY.has(user.toLowerCase()) || EMERGENCY.has(user) || TOKEN_ONLY.test(user.replace(/^\+/, ''))) return user
  const digits = /^(\+?)([\d().*#-]{2,40})$/.exec(user)
  return digits ? `${digits[1]}${number(digits[2] ?? '', give)}` : give('user', user)
}

/** `user` or `user@realm`, as digest clients send it. */
function account(value: string, give: Give): string {
  const at = value.indexOf('@')
  return at < 0 ? person(value, give) : `${person(value.slice(0, at), give)}${value.slice(at)}`
}

const named = (name: string, give: Give): string => {
  if (NOBODY.has(name.trim().toLowerCase())) return name
  const digits = /^\+?\d{2,15}$/.test(name)
  return digits ? person(name, give) : give('name', name)
}

/** Visual separators do not tell two numbers apart (RFC 3966 §3). */
function number(digits: string, give: Give): string {
  const bare = digits.replace(/[().-]/g, '')
  return EMERGENCY.has(bare) || bare === '' ? digits : give('tel', bare)
}
