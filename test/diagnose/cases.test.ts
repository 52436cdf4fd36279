import { describe, expect, test } from 'vitest'
import { matchesId } from '../../src/diagnose/causes.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import { reportOf, type Sent, written } from '../support/alike/sent.ts'
import { type Case, type Cases, capturedAs, sentOf } from '../support/cases/case.ts'
import { PASTED_FORMS, type PastedForm } from '../support/cases/pasted-forms.ts'
import { COMPLIANCE } from './cases/compliance.ts'
import { DIALOG } from './cases/dialog.ts'
import { EARLY } from './cases/early.ts'
import { MEDIA } from './cases/media.ts'
import { NAT } from './cases/nat.ts'
import { NEGOTIATION } from './cases/negotiation.ts'
import { REGISTRATION } from './cases/registration.ts'
import { ROUTING } from './cases/routing.ts'
import { SECURITY } from './cases/security.ts'
import { TRANSFERS } from './cases/transfers.ts'
import { WRITTEN } from './cases/written.ts'

const CASES: Readonly<Record<string, Cases>> = {
  compliance: COMPLIANCE,
  dialog: DIALOG,
  early: EARLY,
  nat: NAT,
  negotiation: NEGOTIATION,
  registration: REGISTRATION,
  routing: ROUTING,
  security: SECURITY,
  transfers: TRANSFERS,
}

const CAPTURE: PastedForm = { name: 'a capture', lacks: [], write: () => '' }
const FORMS = [CAPTURE, ...PASTED_FORMS]

/** Medium by what they are, on calls without a fault, too. */
const POSTURE = ['media.rtcp-missing', 'sdp.ptime-mismatch', 'security.srtp-not-used']

const bytesOf = (sent: readonly Sent[], form: PastedForm): Uint8Array =>
  form === CAPTURE ? written(sent, 'capture') : Buffer.from(form.write(sent))

type Expected = Omit<Case, 'draw' | 'needs'>

/** What is wrong with the findings of a case, in words. */
function wrongWith({ first, also = [], allow = [], never = [] }: Expected, bytes: Uint8Array): readonly string[] {
  const findings = reportOf(bytes).findings
  const [headline] = findings
  const has = (id: string) => findings.some(({ rule }) => rule === id)
  const known = [...POSTURE, ...first, ...also, ...allow]
  const loud = findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
  return [
    ...(first.length === 0 || (headline?.rule && first.includes(headline.rule))
      ? []
      : [`first is ${headline?.severity} ${headline?.rule}`]),
    ...also.filter((id) => !has(id)).map((id) => `no ${id}`),
    ...loud.filter(({ rule }) => !matchesId(known, rule ?? '')).map(({ severity, rule }) => `${severity} ${rule}`),
    ...findings.filter(({ rule }) => matchesId(never, rule ?? '')).map(({ rule }) => `never ${rule}`),
  ]
}

describe.each(Object.entries(CASES))('%s', (_area, cases) => {
  test.each(Object.entries(cases))('%s', (_name, one) => {
    const wrong = FORMS.flatMap((form, dress) => {
      if (one.needs?.some((need) => form.lacks.includes(need))) return []
      return wrongWith(one, bytesOf(sentOf(one, dress), form)).map((what) => `${form.name}: ${what}`)
    })
    expect(wrong).toEqual([])
  })
})

test.each(Object.entries(MEDIA))('media: %s', (_name, one) => {
  expect(wrongWith(one, capturedAs(one))).toEqual([])
})

test.each(Object.entries(WRITTEN))('a text: %s', (_name, one) => {
  expect(wrongWith(one, Buffer.from(one.text))).toEqual([])
})
