import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const each = (before: string, lines: readonly string[]) => lines.map((line) => `${before}${line}`)
const colour = (line: string) => `\u001b[36;1m${line}`

describe('baresip', () => {
  testFormat('baresip', {
    'version 1': {
      ends: [ALICE, BOB],
      transport: 'UDP',
      text: [
        '18:29:59.000 call: connecting to sip:bob@203.0.113.2',
        colour('#'),
        'UDP 192.0.2.1:5060 -> 203.0.113.2:5080',
        ...INVITE,
        '\u001b[;m',
        colour('#'),
        'UDP 203.0.113.2:5080 -> 192.0.2.1:5060',
        ...TRYING,
        '\u001b[;m',
      ],
      lines: [4, 24],
    },
    'version 3, with times': {
      ends: [ALICE, BOB],
      transport: 'TLS',
      times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
      text: [
        colour('18:30:00.001#'),
        'TLS 192.0.2.1:5060 -> 203.0.113.2:5080',
        ...INVITE,
        '\u001b[;m',
        colour('18:30:00.100#'),
        'TLS 203.0.113.2:5080 -> 192.0.2.1:5060',
        ...TRYING,
      ],
      lines: [3, 23],
    },
    'a program on its trace handler': {
      ends: [ALICE, BOB],
      direction: 'sent',
      transport: 'UDP',
      times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
      text: [
        '18:30:00.001|TX',
        'UDP 192.0.2.1:5060 -> 203.0.113.2:5080',
        ...INVITE,
        '',
        '18:30:00.100|RX',
        'UDP 203.0.113.2:5080 -> 192.0.2.1:5060',
        ...TRYING,
      ],
      lines: [3, 23],
    },
  })
})

describe('PJSIP', () => {
  const TX = 'TX 500 bytes Request msg INVITE/cseq=1 (tdta0x1) to UDP 203.0.113.2:5080:'
  const RX = 'RX 300 bytes Response msg 100/INVITE/cseq=1 (rdata0x2) from UDP 203.0.113.2:5080:'
  const WHOLE = { ends: [undefined, BOB], direction: 'sent', transport: 'UDP' } as const

  testFormat('PJSIP (pjsua)', {
    'on the console': {
      ...WHOLE,
      times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.050Z'],
      text: [
        `18:30:00.001           pjsua_core.c  ...${TX}`,
        ...INVITE,
        '',
        '--end msg--',
        `18:30:00.050           pjsua_core.c  .${RX}`,
        ...TRYING,
        '--end msg--',
      ],
      lines: [2, 22],
    },
    'in a telephone, the prefix on every line': {
      ...WHOLE,
      times: ['2026-04-16T18:30:00.002Z', '2026-04-16T18:30:00.051Z'],
      text: [
        ...each('2026-04-16 18:30:00.002 20476-20521 System.out              com.example.app            I  ', [
          `18:30:00.001           pjsua_core.c  ....${TX}`,
          ...INVITE,
          '',
          '--end msg--',
        ]),
        ...each('2026-04-16 18:30:00.051 20476-20521 System.out              com.example.app            I  ', [
          `18:30:00.050           pjsua_core.c  .${RX}`,
          ...TRYING,
          '--end msg--',
        ]),
      ],
      lines: [2, 22],
    },
    'a logger of its own': {
      ...WHOLE,
      times: ['2026-04-16T16:30:00.001Z', '2026-04-16T16:30:00.050Z'],
      text: [
        `2026-04-16 18:30:00.001+0200 app[6670:3066154] logm:${TX.replace('bytes ', 'bytes')}`,
        ...INVITE,
        '',
        '--end msg--',
        `2026-04-16 18:30:00.050+0200 app[6670:3066154] logm:${RX.replace('bytes ', 'bytes')}`,
        ...TRYING,
        '--end msg--',
      ],
      lines: [2, 22],
    },
  })
})

describe('browser consoles', () => {
  const WHOLE = { ends: [undefined, undefined], direction: 'sent' } as const

  testFormat('JsSIP console', {
    'the start line glued on, times passed behind': {
      ...WHOLE,
      text: [
        `  JsSIP:Transport sending message:${INVITE[0]}`,
        ...INVITE.slice(1, -1),
        `${INVITE.at(-1)} +32s`,
        'app.js:7   JsSIP:WebSocketInterface received text message:',
        '',
        ...TRYING,
        '+15ms',
        '  JsSIP:InviteClientTransaction Timer M expired for transaction z9hG4bK1 +32s',
      ],
      lines: [1, 20],
    },
    'an old version': {
      ...WHOLE,
      text: [
        'JsSIP | TRANSPORT | sending WebSocket message:',
        '',
        ...INVITE,
        '',
        'JsSIP | TRANSPORT | received WebSocket text message:',
        '',
        ...TRYING,
      ],
      lines: [3, 23],
    },
  })

  testFormat('SIP.js console', {
    'with the source file before': {
      ...WHOLE,
      times: ['2026-04-16T18:30:00.000Z', '2026-04-16T18:30:01.000Z'],
      text: [
        'sip-0.6.3.min.js:36 Fri Apr 17 2026 02:30:00 GMT+0800 (Malay Peninsula Standard Time) | sip.transport | sending WebSocket message:',
        '',
        ...INVITE,
        '',
        'sip-0.6.3.min.js:36 Fri Apr 17 2026 02:30:00 GMT+0800 (Malay Peninsula Standard Time) | sip.ua | emitting event newTransaction',
        'sip-0.6.3.min.js:36 Fri Apr 17 2026 02:30:01 GMT+0800 (Malay Peninsula Standard Time) | sip.transport | received WebSocket text message:',
        '',
        ...TRYING,
      ],
      lines: [3, 24],
    },
    'version 0.15 and later': {
      ...WHOLE,
      times: ['2026-04-16T18:30:00.000Z', '2026-04-16T18:30:01.000Z'],
      text: [
        'Thu Apr 16 2026 18:30:00 GMT+0000 (UTC) | sip.Transport | Sending WebSocket message:',
        '',
        ...INVITE,
        '',
        'Thu Apr 16 2026 18:30:01 GMT+0000 (UTC) | sip.Transport | Received WebSocket text message:',
        '',
        ...TRYING,
      ],
      lines: [3, 23],
    },
  })

  testFormat('dart-sip-ua', {
    'on Android': {
      ...WHOLE,
      times: ['2026-04-16T18:30:00.635Z', '2026-04-16T18:30:00.735Z'],
      text: each('I/flutter ( 8410): ', [
        '[2026-04-16 18:30:00.635] Level.debug tcp_socket_impl.dart:62 ::: send:',
        '',
        ...INVITE,
        '',
        '[2026-04-16 18:30:00.735] Level.debug websocket_dart_impl.dart:80 ::: received text message:',
        '',
        ...TRYING,
      ]),
      lines: [3, 23],
    },
    'on a desktop': {
      ...WHOLE,
      times: ['2026-04-16T18:30:00.943Z', '2026-04-16T18:30:01.043Z'],
      text: [
        'flutter: [2026-04-16 18:30:00.941] Level.debug web_socket.dart:136 ::: send()',
        'flutter: [2026-04-16 18:30:00.943] Level.debug websocket_dart_impl.dart:54 ::: send:',
        '',
        ...INVITE,
        '',
        'flutter: [2026-04-16 18:30:01.043] Level.debug socket_transport.dart:190 ::: received text message:',
        '',
        ...TRYING,
      ],
      lines: [4, 24],
    },
  })
})

describe('telephones', () => {
  testFormat('Cisco phone', {
    '7800 and 8800 series': {
      ends: [undefined, undefined],
      direction: 'sent',
      times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
      text: [
        `0611 DEB Apr 16 18:30:00.001000 (618:927) JAVA-sipio-sent---> ${INVITE[0]}^M`,
        ...each('        ', INVITE.slice(1)).map((line) => `${line}^M`),
        '',
        `0650 DEB Apr 16 18:30:00.100000 (618:927) JAVA-sipio-recv<--- ${TRYING[0]}^M`,
        ...each('\t', TRYING.slice(1)).map((line) => `${line}^M`),
      ],
      lines: [1, 19],
    },
    Jabber: {
      ends: [undefined, undefined],
      direction: 'sent',
      times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
      text: [
        `2026-04-16 18:30:00,001 DEBUG [0x00000e2c] [\\core\\sipstack\\ccsip_debug.c(1041)] [csf.sip-call-control] [platform_print_sip_msg] - sipio-sent---> ${INVITE[0]}`,
        ...INVITE.slice(1),
        '',
        `2026-04-16 18:30:00,100 DEBUG [0x00000e2c] [\\core\\sipstack\\ccsip_debug.c(1041)] [csf.sip-call-control] [platform_print_sip_msg] - sipio-recv<--- ${TRYING[0]}`,
        ...TRYING.slice(1),
      ],
      lines: [1, 19],
    },
    multiplatform: {
      ends: [undefined, BOB],
      direction: 'sent',
      transport: 'TLS',
      times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
      text: [
        `6580 NOT Apr 16 18:30:00.001000 (31949:32029) voice- =====> Send (TLS) [203.0.113.2]:5080 SIP MSG:: ${INVITE[0]}`,
        ...INVITE.slice(1),
        '',
        `6581 NOT Apr 16 18:30:00.100000 (31949:32029) voice- <===== Recv (TLS) [203.0.113.2]:5080 SIP MSG:: ${TRYING[0]}`,
        ...TRYING.slice(1),
      ],
      lines: [1, 19],
    },
  })

  it('responses of a Cisco phone that have nothing but their start line', () => {
    const text = '0650 DEB Apr 16 18:30:00.100000 JAVA-sipio-recv<--- SIP/2.0 180 Ringing^M\n'
    expect(readText(text).messages).toMatchObject([{ status: 180, direction: 'received', complete: false }])
  })

  testFormat('Snom SIP trace', {
    'the trace page': {
      ends: [undefined, BOB],
      direction: 'sent',
      transport: 'UDP',
      times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
      text: [
        'Sent to udp:203.0.113.2:5080 at Apr 16 18:30:00.001 (500 bytes):',
        '',
        ...INVITE,
        '',
        'Received from udp:203.0.113.2:5080 at Apr 16 18:30:00.100 (300 bytes):',
        '',
        ...TRYING,
      ],
      lines: [3, 23],
    },
    'an older firmware': {
      ends: [undefined, BOB],
      direction: 'sent',
      transport: 'TLS',
      times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
      text: [
        'Sent to tls:203.0.113.2:5080 at 16/4/2026 18:30:00:001 (500 bytes):',
        '',
        ...INVITE,
        '',
        'Received from tls:203.0.113.2:5080 at 16/4/2026 18:30:00:100 (300 bytes):',
        '',
        ...TRYING,
      ],
      lines: [3, 23],
    },
  })
})
