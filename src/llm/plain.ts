/** A SIP address in angle brackets as people write it: nothing in it that HTML could take for an attribute. */
const URI = /^<(?:sips?|tel|urn):[^\s<>"'`/\\=]{1,200}>/i
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g
const LINK = /!?\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)/g
const WEB_ADDRESS = /\b(?:https?|ftp|javascript|data|file|vbscript):[^\s<>"']+/gi

/**
 * Plain text from words that a model wrote: no control or direction-changing characters, no markup, no links, at most `most`
 * characters. A SIP URI in angle brackets stays.
 */
export function plainText(text: string, most: number): string {
  const bare = withoutTags(
    text
      .slice(0, most * 4)
      .replace(UNSEEN, '')
      .replace(LINK, '$1')
      .replace(WEB_ADDRESS, '(link)'),
  )
    .replace(/\*\*|__|`+/g, '')
    .replace(/^#+\s+/gm, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
  return bare.length <= most ? bare : `${bare.slice(0, most - 1).trimEnd()}…`
}

/** One pass from left to right, so that what is left cannot close up into a tag again. */
function withoutTags(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; ) {
    const open = text.indexOf('<', i)
    if (open < 0) return out + text.slice(i)
    out += text.slice(i, open)
    const uri = URI.exec(text.slice(open, open + 220))?.[0]
    if (uri !== undefined) {
      out += uri
      i = open + uri.length
    } else if (/[a-z/!?]/i.test(text.charAt(open + 1))) {
      const close = text.indexOf('>', open)
      const again = text.indexOf('<', open + 1)
      i = close < 0 || (again >= 0 && again < close) ? open + 1 : close + 1
    } else {
      // A "less than" stays; what the next pieces could make a tag of does not.
      if (/[\s\d=]/.test(text.charAt(open + 1))) out += '<'
      i = open + 1
    }
  }
  return out
}
