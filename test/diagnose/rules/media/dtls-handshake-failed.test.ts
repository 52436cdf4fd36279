import { dtlsHandshakeFailed } from '../../../../src/diagnose/rules/media/dtls-handshake-failed.ts'
import type { DtlsAssociation } from '../../../../src/model/dtls.ts'
import { LADDER_START, withFacts } from '../../../support/ladder.ts'
import { mediaCall } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const PRINT = 'sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF'
const OTHER = PRINT.replace('4A:AD', '00:11')
const DTLS = `PCMU profile UDP/TLS/RTP/SAVP line "a=fingerprint:${PRINT}" line "a=setup:actpass"`

const call = (media = '', codec = DTLS) => mediaCall(media, { offer: codec, until: 20 })

const association = (what: Partial<DtlsAssociation>): DtlsAssociation => ({
  client: { address: '192.0.2.10', port: 4000 },
  server: { address: '198.51.100.7', port: 5000 },
  firstFrame: 4,
  firstAt: LADDER_START + 300_000,
  lastAt: LADDER_START + 7_300_000,
  clientHellos: 1,
  serverHellos: 0,
  offeredVersions: ['DTLS 1.2'],
  version: undefined,
  suite: undefined,
  srtpProfile: undefined,
  clientFingerprint: undefined,
  serverFingerprint: undefined,
  completedAt: undefined,
  retransmissions: 0,
  alerts: [],
  ...what,
})
const withDtls = (...all: readonly Partial<DtlsAssociation>[]) =>
  withFacts(call(), { dtlsAssociations: all.map(association) })

const DONE = { serverHellos: 1, completedAt: LADDER_START + 500_000 }

testRule(dtlsHandshakeFailed, {
  quiet: {
    done: withDtls({ ...DONE, serverFingerprint: PRINT }),
    'plain RTP': call('', 'PCMU'),
    'one of two ports, and another was done': withDtls(
      { clientHellos: 4, client: { address: '192.0.2.10', port: 4000 } },
      { ...DONE, client: { address: '192.0.2.10', port: 4001 }, server: { address: '198.51.100.7', port: 5000 } },
    ),
  },
  fires: {
    'nobody answers': [withDtls({ clientHellos: 4 }), { why: 'unanswered', client: '192.0.2.10:4000' }, 'critical'],
    'an alert': [
      withDtls({
        serverHellos: 1,
        alerts: [{ from: 'client', fatal: true, description: 'bad_certificate', frame: 9, at: LADDER_START + 400_000 }],
      }),
      { why: 'alert' },
      'critical',
    ],
    'it never ends': [withDtls({ clientHellos: 2, serverHellos: 1 }), { why: 'unfinished' }, 'critical'],
    'another certificate': [withDtls({ ...DONE, serverFingerprint: OTHER }), { why: 'fingerprint' }, 'critical'],
  },
  unproven: { 'no DTLS in the capture': [call(), 'no-rtp-in-capture'] },
})
