import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bound, start } from './programs.ts'

/** One call between two SIPp processes on the loopback. */
export interface SippCall {
  readonly transport: 'udp' | 'tcp'
  readonly version?: 4 | 6
  /** False: the caller's INVITE has no Max-Forwards. */
  readonly hops?: false
  /** What the callee answers the INVITE with; a 200 with a description when undefined. */
  readonly refusal?: string
  readonly calls?: number
}

/** Runs it and resolves when both sides are done. The ports are those that the recording filter wants. */
export async function runSipp(call: SippCall, ports: readonly [number, number], directory: string): Promise<void> {
  const six = call.version === 6
  const host = six ? '[::1]' : '127.0.0.1'
  const calls = `${call.calls ?? 1}`
  await writeFile(join(directory, 'uac.xml'), uac(call))
  await writeFile(join(directory, 'uas.xml'), uas(call))
  const common = [
    '-i',
    host,
    '-mi',
    six ? '::1' : host,
    '-t',
    call.transport === 'udp' ? 'u1' : 't1',
    '-m',
    calls,
    '-nostdin',
    '-timeout',
    '20',
  ]
  const callee = start('sipp', ['-sf', 'uas.xml', '-p', `${ports[1]}`, ...common], directory)
  await bound(call.transport, ports[1], six ? '::1' : '127.0.0.1')
  const caller = start(
    'sipp',
    ['-sf', 'uac.xml', '-p', `${ports[0]}`, '-s', 'bob', '-r', '10', ...common, `${host}:${ports[1]}`],
    directory,
  )
  const code = await caller.ended()
  if (code !== 0) {
    await callee.stop()
    throw new Error(`sipp ended with ${code}: ${caller.said().slice(-2_000)}`)
  }
  await callee.ended()
}

const uac = ({ hops, refusal }: SippCall): string => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport${hops === false ? '' : '\nMax-Forwards: 70'}
From: "Alice Ames" <sip:alice@[local_ip]:[local_port]>;tag=[call_number]a
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:alice@[local_ip]:[local_port];transport=[transport]>
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS
Supported: timer, 100rel
User-Agent: Caller/1.0
Content-Type: application/sdp
Content-Length: [len]

v=0
o=alice 2890844526 2890844526 IN IP[media_ip_type] [media_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 8 101
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20
a=sendrecv
]]></send>
  <recv response="100" optional="true"></recv>
  <recv response="180" optional="true"></recv>
${refusal === undefined ? ANSWERED : refused(refusal)}
</scenario>
`

const ANSWERED = `  <recv response="200" rrs="true"></recv>
  <send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port];transport=[transport] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
Max-Forwards: 70
From: "Alice Ames" <sip:alice@[local_ip]:[local_port]>;tag=[call_number]a
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0

]]></send>
  <pause milliseconds="50"/>
  <send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port];transport=[transport] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
Max-Forwards: 70
From: "Alice Ames" <sip:alice@[local_ip]:[local_port]>;tag=[call_number]a
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Reason: Q.850;cause=16;text="Normal call clearing"
Content-Length: 0

]]></send>
  <recv response="200"></recv>`

const refused = (refusal: string): string => `  <recv response="${refusal.slice(0, 3)}"></recv>
  <send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-4];rport
Max-Forwards: 70
From: "Alice Ames" <sip:alice@[local_ip]:[local_port]>;tag=[call_number]a
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0

]]></send>`

const uas = ({ refusal }: SippCall): string => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="callee">
  <recv request="INVITE" crlf="true"></recv>
  <send><![CDATA[
SIP/2.0 100 Trying
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
${refusal === undefined ? ANSWERS : refuses(refusal)}
</scenario>
`

const ANSWERS = `  <send><![CDATA[
SIP/2.0 180 Ringing
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]b
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:bob@[local_ip]:[local_port];transport=[transport]>
Content-Length: 0

]]></send>
  <pause milliseconds="20"/>
  <send retrans="500"><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]b
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:bob@[local_ip]:[local_port];transport=[transport]>
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS
Server: Callee/1.0
Content-Type: application/sdp
Content-Length: [len]

v=0
o=bob 2890844730 2890844730 IN IP[media_ip_type] [media_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20
a=sendrecv
]]></send>
  <recv request="ACK"></recv>
  <recv request="BYE"></recv>
  <send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
  <timewait milliseconds="100"/>`

const refuses = (refusal: string): string => `  <send retrans="500"><![CDATA[
SIP/2.0 ${refusal}
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]b
[last_Call-ID:]
[last_CSeq:]
Server: Callee/1.0
Content-Length: 0

]]></send>
  <recv request="ACK"></recv>
  <timewait milliseconds="100"/>`
