import type { Out } from '../printed/piece.ts'
import { isFact } from './facts.ts'
import { giveRecord, holdsSip, isLogName } from './messages.ts'
import { type Field, fieldKey } from './record.ts'
import { isTsharkField } from './tshark-fields.ts'

/** Objects within each other that are looked into, and values that are kept. Chosen by us. */
const MAX_DEPTH = 32
const MAX_FIELDS = 1_024

/**
 * A line of a log that is, or ends in, a JSON object with a message in it. True when it was given out. A text that is JSON from
 * its beginning is read by `json.ts`.
 */
export function readJsonLine(text: string, number: number, out: Out): boolean {
  if (text.charCodeAt(text.length - 1) !== BRACE || !holdsSip(text)) return false
  const start = text.indexOf('{')
  const value = parsed(text.slice(start))
  if (value === undefined) return false
  const fields: Field[] = []
  gather(value, '', number, 0, fields)
  const sip = fields.some((field) => holdsSip(field.value) && /\r?\n/.test(field.value))
  if (!sip) return false
  // A time before the object is as good as one in it.
  const before = { key: 'logtime', value: text.slice(0, Math.min(start, 100)), group: -1, number, multiline: false }
  giveRecord({ format: 'JSON', fields, around: [before], written: (line) => JSON.stringify(line).slice(1, -1) }, out)
  return true
}

const BRACE = 125

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function gather(value: unknown, name: string, number: number, depth: number, fields: Field[]): void {
  if (depth > MAX_DEPTH || fields.length >= MAX_FIELDS || value === null) return
  if (typeof value === 'object') {
    const group = Array.isArray(value) ? name : undefined
    for (const [key, inner] of Object.entries(value)) gather(inner, group ?? key, number, depth + 1, fields)
    return
  }
  const [key, text] = [fieldKey(name), String(value)]
  if (holdsSip(text) || isFact(key) || isLogName(key) || isTsharkField(key)) {
    fields.push({ key, value: text, group: depth, number, multiline: false })
  }
}
