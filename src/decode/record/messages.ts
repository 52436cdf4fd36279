import { isoOf } from '../../model/time.ts'
import type { Line } from '../log/lines.ts'
import type { LogTime } from '../log/time.ts'
import type { Out } from '../printed/piece.ts'
import { isStartLine } from '../printed/start.ts'
import { messagesIn } from '../printed/stream-joiner.ts'
import { factsOf, type RecordFacts } from './facts.ts'
import type { Field, FieldRecord } from './record.ts'
import { tsharkMessages } from './tshark-fields.ts'

/** Names of fields that hold a line of a log, the likelier first. */
const LOG_NAMES = [
  'message',
  'msg',
  'log',
  'line',
  'raw',
  'fullmessage',
  'shortmessage',
  'text',
  'body',
  'payload',
  'data',
  'content',
]

export const isLogName = (key: string): boolean => LOG_NAMES.includes(key)

/** A message or part of one may be in it. */
export const holdsSip = (value: string): boolean => value.includes('SIP/2.0')

/** Gives out the messages of a record, or, where there are none, the line of a log that it holds. */
export function giveRecord(record: FieldRecord, out: Out): void {
  const told = tsharkMessages(record)
  const texts = told.length > 0 ? told : record.fields.filter(({ value }) => holdsSip(value))
  if (texts.length === 0) giveLog(record, out)
  for (const text of texts) giveText(record, text, out)
}

function giveText(record: FieldRecord, field: Field, out: Out): void {
  const facts = factsOf(record.fields, record.around, field.group)
  const lines = linesOf(field)
  // One message and nothing else is read as it is: only text needs to be looked at line by line.
  // A start line alone is one line of a log that gives each line a record.
  const [first, ...rest] = lines
  const isMessage =
    isStartLine(first?.text.trim() ?? '') && rest.some(({ text }) => text !== '') && messagesIn(lines).length === 1
  if (isMessage) giveMessage(record, field, lines, facts, out)
  else giveLines(withoutLast(lines), facts.time, out)
}

/** A line end at the end of a value is no empty line. */
const withoutLast = (lines: readonly Line[]): readonly Line[] =>
  lines.at(-1)?.text === '' ? lines.slice(0, -1) : lines

function giveMessage(record: FieldRecord, field: Field, lines: readonly Line[], facts: RecordFacts, out: Out): void {
  const written = new Map<number, string>()
  for (const [index, { text }] of lines.entries()) {
    const shown = record.written(text)
    if (shown !== text) written.set(index, shown)
  }
  out.message({
    ...facts,
    kind: 'message',
    format: record.format,
    // A copy of its own: the value is a slice of the input's text.
    text: Buffer.from(field.value.trimStart()).toString(),
    complete: undefined,
    lines: lines.map(({ number }, index) => (index === 0 ? (field.startNumber ?? number) : number)),
    written,
  })
}

/** The lines of a value from its first that is not empty; a value in one line of the input has one number for all. */
function linesOf(field: Field): readonly Line[] {
  const lines = split(field)
  const first = lines.findIndex(({ text }) => text.trim() !== '')
  return first < 0 ? [] : lines.slice(first)
}

const split = ({ value, number, multiline }: Field): readonly Line[] =>
  value.split(/\r?\n|\r/).map((text, index) => ({ text, number: multiline ? number + index : number }))

function giveLog({ fields, around }: FieldRecord, out: Out): void {
  const names = fields.filter(({ key }) => isLogName(key))
  const field = names.sort((a, b) => LOG_NAMES.indexOf(a.key) - LOG_NAMES.indexOf(b.key))[0]
  if (field === undefined) return
  giveLines(withoutLast(split(field)), factsOf(fields, around, field.group).time, out)
}

/** Lines as a program wrote them; without a time of their own they get that of the record. */
function giveLines(lines: readonly Line[], time: LogTime | undefined, out: Out): void {
  const stamp = time?.kind === 'instant' && !/^\W{0,3}\d{4}|\d\d:\d\d:\d\d/.test(lines[0]?.text.slice(0, 80) ?? '')
  const before = stamp ? `${isoOf(time.at)} ` : ''
  for (const { text, number } of lines) out.line(text === '' ? '' : `${before}${text}`, number)
}
