import { Tokenizer, TokenType } from '@streamparser/json'
import type { Out } from '../printed/piece.ts'
import { isFact } from './facts.ts'
import { HeldBytes } from './held-bytes.ts'
import { giveRecord, holdsSip, isLogName } from './messages.ts'
import { type Field, fieldKey } from './record.ts'
import { isTsharkField } from './tshark-fields.ts'

/** Bytes from one record to the end of the next. Chosen by us: four times the longest message. */
const MAX_RECORD_BYTES = 1_048_576
/** Objects and arrays within each other. Chosen by us: exports have a dozen. */
const MAX_DEPTH = 64
/** Fields of one record that are kept, besides messages. Chosen by us. */
const MAX_FIELDS = 1_024

/**
 * A record: an object that is a document of its own or stands in an array, or an array in an array, with all in it that is not
 * another one.
 */
interface Scope {
  fields: Field[]
  readonly around: Scope | undefined
  /** A message or line of a log is among the fields. */
  holds: boolean
  /** Offset before which none of it stands. */
  readonly from: number
}

/** An object or array that is not closed yet. */
interface Open {
  readonly kind: 'object' | 'array'
  /** Of an array the name it has, of an object the name of the member being read. */
  key: string
  readonly group: number
  readonly scope: Scope | undefined
  /** The object is the record itself. */
  readonly isRecord: boolean
  /** Values so far, of an array. */
  count: number
}

type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end'

/**
 * JSON documents one after another, as they arrive: an array of objects, objects within each other, or one a line. Records are
 * given out when they are closed, so that a document larger than memory may pass. At the first byte that is no JSON, or with a
 * record too long to be held, reading ends; `rest` is what is to be read otherwise, all since the last record given out.
 */
export class JsonReader {
  readonly #out: Out
  readonly #tokenizer = new Tokenizer({ separator: '' })
  readonly #held = new HeldBytes()
  readonly #stack: Open[] = []
  #expected: Expected = 'value'
  #groups = 0
  #failed = false
  /** Bytes read, and the line they end in: a piece ends where a line or an object does. */
  #read = 0
  #line = 1
  /** Offset where the last line or object ended. */
  #mark = 0
  /** Offset where what was read and given out ends, and the line it is in. */
  #settled = 0
  #settledLine = 1

  constructor(out: Out) {
    this.#out = out
    this.#tokenizer.onToken = ({ token, value }) => {
      this.#failed ||= !this.#takes(token, value)
    }
    this.#tokenizer.onError = () => {
      this.#failed = true
    }
  }

  /** False when it is no JSON any more. */
  push(chunk: Uint8Array): boolean {
    this.#held.add(chunk)
    for (let start = 0; start < chunk.length && !this.#failed; ) {
      const end = endOfPiece(chunk, start)
      this.#read += end - start
      this.#tokenizer.write(chunk.subarray(start, end))
      const last = chunk[end - 1]
      if (last === LF) this.#line++
      if (last === LF || last === BRACE) this.#mark = this.#read
      start = end
    }
    this.#failed ||= this.#held.end - this.#settled > MAX_RECORD_BYTES
    if (!this.#failed) this.#held.letGo(this.#settled)
    return !this.#failed
  }

  /** The input is over. False when it ended within a document. */
  end(): boolean {
    if (!this.#failed) this.#tokenizer.end()
    return !this.#failed && this.#stack.length === 0
  }

  /** What has not been given out, and the number of the line it begins in. */
  rest(): { readonly bytes: Uint8Array; readonly number: number } {
    return { bytes: this.#held.rest(this.#settled), number: this.#settledLine }
  }

  /** False for a token that may not stand there. */
  #takes(token: TokenType, value: unknown): boolean {
    switch (token) {
      case TokenType.LEFT_BRACE:
        return this.#open('object', 'name or end')
      case TokenType.LEFT_BRACKET:
        return this.#open('array', 'value or end')
      case TokenType.RIGHT_BRACE:
        return this.#close('object', 'name or end')
      case TokenType.RIGHT_BRACKET:
        return this.#close('array', 'value or end')
      case TokenType.COLON:
        return this.#expect('colon', 'value')
      case TokenType.COMMA:
        return this.#expect('comma or end', this.#stack.at(-1)?.kind === 'object' ? 'name' : 'value')
      default:
        return this.#scalar(token === TokenType.STRING, value)
    }
  }

  #expect(wanted: Expected, next: Expected): boolean {
    const fits = this.#expected === wanted && this.#stack.length > 0
    this.#expected = next
    return fits
  }

  #open(kind: Open['kind'], next: Expected): boolean {
    const parent = this.#stack.at(-1)
    if (!this.#expected.startsWith('value') || this.#stack.length >= MAX_DEPTH) return false
    const isRecord = parent?.kind !== 'object' && (kind === 'object' || parent?.kind === 'array')
    const scope = isRecord ? { fields: [], around: parent?.scope, holds: false, from: this.#mark } : parent?.scope
    const group = kind === 'object' || isRecord ? ++this.#groups : (parent?.group ?? 0)
    this.#stack.push({ kind, key: parent?.key ?? '', group, scope, isRecord, count: 0 })
    this.#expected = next
    return true
  }

  #close(kind: Open['kind'], empty: Expected): boolean {
    const open = this.#stack.at(-1)
    if (open?.kind !== kind || (this.#expected !== 'comma or end' && this.#expected !== empty)) return false
    // A piece ends where an object does, wherever the input is cut.
    if (kind === 'object' && this.#read - this.#settled > MAX_RECORD_BYTES) return false
    this.#stack.pop()
    this.#expected = this.#stack.length === 0 ? 'value' : 'comma or end'
    if (open.isRecord && open.scope !== undefined) this.#give(open.scope)
    return true
  }

  #give(scope: Scope): void {
    const { fields, around } = scope
    // What a record around this one holds stands before it, and would be lost where the document breaks.
    if (around?.holds) this.#give(around)
    if (scope.holds) {
      const written = writtenLike(this.#held.between(Math.max(scope.from, this.#settled), this.#read))
      giveRecord({ format: 'JSON', fields, around: around?.fields ?? [], written }, this.#out)
      scope.holds = false
      scope.fields = fields.filter(({ key, value }) => isFact(key) && !holdsSip(value))
    }
    this.#settled = this.#read
    this.#settledLine = this.#line
  }

  #scalar(isString: boolean, value: unknown): boolean {
    const open = this.#stack.at(-1)
    if (open === undefined) return false
    if (this.#expected.startsWith('name')) {
      if (!isString) return false
      open.key = String(value).slice(0, 100)
      this.#expected = 'colon'
      return true
    }
    if (!this.#expected.startsWith('value')) return false
    this.#expected = 'comma or end'
    open.count++
    if (value !== null && open.scope !== undefined) this.#keep(open.scope, open, String(value), isString)
    return true
  }

  #keep(scope: Scope, { kind, key: name, group, isRecord, count }: Open, value: string, isString: boolean): void {
    // A row of an array of arrays, as Loki has them: a time, and a line of a log.
    const key = kind === 'array' && isRecord ? (count === 1 ? 'ts' : 'line') : fieldKey(name)
    const holds = holdsSip(value)
    const told = isTsharkField(key) || (isString && isLogName(key))
    if (!holds && (scope.fields.length >= MAX_FIELDS || !(told || isFact(key)))) return
    scope.holds ||= holds || told
    scope.fields.push({ key, value, group, number: this.#line, multiline: false })
  }
}

const LF = 10
const BRACE = 125

/** A piece that can be told apart: it ends with a line, or with an object, and neither ends within a token. */
function endOfPiece(chunk: Uint8Array, start: number): number {
  for (let at = start; at < chunk.length; at++) if (chunk[at] === LF || chunk[at] === BRACE) return at + 1
  return chunk.length
}

/**
 * A line of a value as that JSON has it: quotation marks and backslashes are escaped, and by some writers slashes and all that
 * is not ASCII.
 */
function writtenLike(json: string): (line: string) => string {
  const slash = /[^<\\]\\\//.test(json) ? '/' : json.includes('<\\/') ? '</' : undefined
  const ascii = /\\u[0-9a-f]{4}/.test(json)
  return (line) => {
    const escaped = JSON.stringify(line).slice(1, -1)
    const slashed = slash === undefined ? escaped : escaped.replaceAll(slash, slash.replace('/', '\\/'))
    return ascii
      ? slashed.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : slashed
  }
}
