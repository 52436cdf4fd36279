/** First bytes of what may hold a capture: pcap (both byte orders, µs and ns), pcapng, gzip, zstd. */
const MAGIC = ['a1b2c3d4', 'd4c3b2a1', 'a1b23c4d', '4d3cb2a1', '0a0d0d0a', '1f8b', '28b52ffd']

const PAGE_TYPES =
  /^(text\/html|application\/xhtml\+xml|application\/(problem\+)?json|(application|text)\/xml|image\/|video\/)/i
const PAGE_START = /^\s*(<!doctype|<html|<head|<\?xml|<!--)/i

/**
 * What a body is that is plainly no capture and no trace ("an HTML page", ...), or undefined where it may be one. A capture's
 * first bytes outweigh whatever the server calls it.
 */
export function notACapture(head: Uint8Array, contentType: string | undefined): string | undefined {
  if (head.length === 0) return 'an empty body'
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex')
  if (MAGIC.some((magic) => hex.startsWith(magic))) return undefined
  const start = new TextDecoder().decode(head)
  if (PAGE_START.test(start))
    return /<\?xml/i.test(start) ? 'an XML document, not a capture' : 'an HTML page, not a capture'
  const type = contentType?.split(';')[0]?.trim() ?? ''
  return PAGE_TYPES.test(type) ? `${type.slice(0, 60)}, not a capture` : undefined
}
