/** What replaces a secret. */
const MASK = '***'

/** Secrets by the text around them; the first group stays. No pattern can backtrack over more than one value. */
const SECRETS: readonly RegExp[] = [
  // Up to the end where the closing quote is missing: a cut line must not show what a whole one hides.
  /(\b(?:response|cnonce|password|passwd|secret|auts)\s*=\s*")[^"]*/gi,
  /(\b(?:response|cnonce|password|passwd|secret)\s*=\s*)[^\s",;>]+/gi,
  /(\binline:)[^\s|;]+/gi,
  /(^a=ice-pwd:)\S+/gim,
  /(^a=key-mgmt:\S+ )\S+/gim,
  /(\b(?:proxy-)?authorization\s*:\s*(?:basic|bearer)\s+)\S+/gi,
  /(\bsips?:[^:@\s<>"]{1,128}:)[^@\s<>"]{1,128}(?=@)/gi,
]

/** All of them in one, since hardly any line holds one. */
const ANY = new RegExp(SECRETS.map(({ source }) => source).join('|'), 'im')

/** The text with digest responses, cnonces, SRTP keys, ICE passwords, Basic credentials and URI passwords masked. */
export function redact(text: string): { readonly text: string; readonly redacted: boolean } {
  if (!ANY.test(text)) return { text, redacted: false }
  let masked = text
  for (const secret of SECRETS) masked = masked.replace(secret, `$1${MASK}`)
  return { text: masked, redacted: masked !== text }
}
