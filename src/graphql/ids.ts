import { Refusal } from '../model/refusal.ts'

/** Types that `node` can find again. */
const NODE_TYPES = ['Analysis', 'ApiKey', 'Call', 'Finding', 'Registration', 'RtpStream', 'Rule'] as const
export type NodeType = (typeof NODE_TYPES)[number]

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const RULE = /^[a-z][a-z0-9-]*\.[a-z0-9.-]+$/
const LONGEST = 400

/** The global id. A rule's is its public name, which reports and settings cite; it holds a dot, so no other id equals it. */
export function encodeId(type: NodeType | string, local: string): string {
  return type === 'Rule' ? local : Buffer.from(`${type}:${local}`).toString('base64url')
}

/** Type and local id of a global id. Throws `invalid_input` for what is none. */
export function decodeId(id: string): { typename: NodeType; id: string } {
  if (id.length <= LONGEST) {
    if (RULE.test(id)) return { typename: 'Rule', id }
    if (UUID.test(id)) return { typename: 'Analysis', id: id.toLowerCase() }
    const text = Buffer.from(id, 'base64url').toString()
    const colon = text.indexOf(':')
    const typename = NODE_TYPES.find((type) => type === text.slice(0, colon))
    if (typename !== undefined && encodeId(typename, text.slice(colon + 1)) === id) {
      return { typename, id: text.slice(colon + 1) }
    }
  }
  throw malformed('This is not an id of this API.')
}

/** The UUID of an analysis or key, given as global id or as the bare UUID of REST. Throws `invalid_input`. */
export function uuidOf(type: 'Analysis' | 'ApiKey', id: string): string {
  if (UUID.test(id)) return id.toLowerCase()
  const decoded = decodeId(id)
  if (decoded.typename === type && UUID.test(decoded.id)) return decoded.id
  throw malformed(`This is not the id of ${type === 'ApiKey' ? 'a key' : 'an analysis'}.`)
}

/** Local id of something within an analysis. */
export const withinAnalysis = (analysisId: string, local: string | number): string => `${analysisId}:${local}`

/** Reverses `withinAnalysis`; undefined when malformed, which for a caller is the same as nowhere. */
export function analysisPart(id: string): { readonly analysisId: string; readonly local: string } | undefined {
  const colon = id.indexOf(':')
  const analysisId = id.slice(0, colon)
  return UUID.test(analysisId) ? { analysisId, local: id.slice(colon + 1) } : undefined
}

/** The cursor of an event: analysis and sequence number, opaque to clients. */
export const encodeCursor = (analysisId: string, seq: number): string =>
  Buffer.from(`${analysisId}:${seq}`).toString('base64url')

/** The sequence number in a cursor of this analysis. Throws `invalid_input` for a foreign or malformed one. */
export function decodeCursor(analysisId: string, cursor: string): number {
  const text = cursor.length <= LONGEST ? Buffer.from(cursor, 'base64url').toString() : ''
  const part = analysisPart(text)
  const seq = part !== undefined && /^\d{1,15}$/.test(part.local) ? Number(part.local) : undefined
  if (seq === undefined || encodeCursor(part!.analysisId, seq) !== cursor) {
    throw malformed('`after` is not a cursor of this API: pass the `cursor` of the last event received.', 'after')
  }
  if (part!.analysisId !== analysisId) throw malformed('`after` is the cursor of another analysis.', 'after')
  return seq
}

function malformed(message: string, path = 'id'): Refusal {
  return new Refusal('invalid_input', message, { issues: [{ path: [path], message }] })
}
