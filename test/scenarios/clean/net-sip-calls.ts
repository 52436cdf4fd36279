import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DOMAIN, startKamailio } from '../kamailio.ts'
import type { Site } from '../site.ts'
import type { CleanCall } from './clean-call.ts'

// Calls of Net::SIP, the SIP stack of Perl: scripts of a few lines each.

/** Octets of G.711 that it plays: a second and a half, twice over. */
const SPEECH_BYTES = 12_000

const CALLEE = (site: Site, body: string): string => `use strict; use Net::SIP;
my $ua = Net::SIP::Simple->new(
  outgoing_proxy => undef, from => 'sip:bob@${site.host(2)}',
  leg => Net::SIP::Leg->new(addr => '${site.host(2)}', port => ${site.port(2)}, proto => $ARGV[0] || 'udp'));
my $over = 0;
${body}
$| = 1; print "ready\\n";
$ua->loop(25, \\$over);
$ua->loop(0.3);
`

const ECHO = `$ua->listen(
  init_media => $ua->rtp('recv_echo', 'echoed.raw'),
  recv_bye => \\$over);`

const BUSY = `$ua->listen(filter => sub { 0 });
$ua->{endpoint}->set_application(sub {
  my ($endpoint, $ctx, $request, $leg, $from) = @_;
  if ($request->method eq 'INVITE') {
    $endpoint->new_response($ctx, $request->create_response('486', 'Busy Here'), $leg, $from); }
  elsif ($request->method eq 'ACK') { $over = 1; } });`

const CALLER = (site: Site, body: string, more = ''): string => `use strict; use Net::SIP;
my $ua = Net::SIP::Simple->new(
  from => 'sip:alice@${site.host(1)}', ${more}
  leg => Net::SIP::Leg->new(addr => '${site.host(1)}', port => ${site.port(1)}, proto => $ARGV[0] || 'udp'));
my ($over, $peer) = (0, 0);
${body}
$ua->loop(0.5);
`

const CALLS = (site: Site, times: number): string => `my $call = $ua->invite('sip:bob@${site.host(2)}:${site.port(2)}',
  init_media => $ua->rtp('send_recv', 'speech.raw', 1), rtp_param => [0, 160, 160/8000, 'PCMU/8000'],
  cb_rtp_done => \\$over, recv_bye => \\$peer) || die $ua->error;
$ua->loop(8, \\$over, \\$peer);
${`$over = 0; $call->reinvite(init_media => $ua->rtp('send_recv', 'speech.raw', 1), cb_rtp_done => \\$over) || die; $ua->loop(8, \\$over, \\$peer);\n`.repeat(times - 1)}
my $gone = 0; $call->bye(cb_final => \\$gone); $ua->loop(3, \\$gone);`

interface Shape {
  readonly callee?: (site: Site) => string
  readonly caller: (site: Site) => string
  readonly transport?: 'udp' | 'tcp'
  readonly network?: CleanCall['network']
}

const call = ({ callee, caller, transport = 'udp', network }: Shape): CleanCall => ({
  stacks: ['Net::SIP'],
  ...(network ? { network } : {}),
  async run(site) {
    await writeFile(
      join(site.directory, 'speech.raw'),
      Buffer.alloc(SPEECH_BYTES, Buffer.from('f0b0a59f9c9b9c9fa5b0f03025201f1c1b1c1f2530', 'hex').subarray(0, 20)),
    )
    await writeFile(join(site.directory, 'caller.pl'), caller(site))
    if (callee) await writeFile(join(site.directory, 'callee.pl'), callee(site))
    const hears = callee ? site.start(2, 'perl', ['callee.pl', transport]) : undefined
    try {
      await hears?.says(/ready/)
      const calls = site.start(1, 'perl', ['caller.pl', transport])
      const code = await calls.ended()
      if (code !== 0) throw new Error(`perl ended with ${code}: ${calls.said()} ${hears?.said()}`)
    } finally {
      await hears?.stop()
    }
  },
})

export const NET_SIP_CALLS: Readonly<Record<string, CleanCall>> = {
  'net-sip-echo': call({
    callee: (site) => CALLEE(site, ECHO),
    caller: (site) => CALLER(site, CALLS(site, 1)),
  }),
  'net-sip-echo-private-network': call({
    callee: (site) => CALLEE(site, ECHO),
    caller: (site) => CALLER(site, CALLS(site, 1)),
    network: 'private',
  }),
  'net-sip-re-invite': call({
    callee: (site) => CALLEE(site, ECHO),
    caller: (site) => CALLER(site, CALLS(site, 2)),
  }),
  'net-sip-tcp': call({
    callee: (site) => CALLEE(site, ECHO),
    caller: (site) => CALLER(site, CALLS(site, 1)),
    transport: 'tcp',
  }),
  'net-sip-busy': call({
    callee: (site) => CALLEE(site, BUSY),
    caller: (site) =>
      CALLER(
        site,
        `my $final = 0; my $call = $ua->invite('sip:bob@${site.host(2)}:${site.port(2)}', cb_final => \\$final);
$ua->loop(3, \\$final);`,
      ),
  }),
  'net-sip-registration': {
    stacks: ['Net::SIP', 'Kamailio'],
    async run(site) {
      const proxy = await startKamailio(site, { at: 5, users: { alice: 'wonder' } })
      try {
        await call({
          caller: (on) =>
            CALLER(
              on,
              // Once only: it counts each request with a nonce as the first.
              '$ua->register(expires => 600) || die $ua->error;',
              `registrar => '${on.host(5)}:${on.port(5)}', domain => '${DOMAIN}', auth => ['alice', 'wonder'],`,
            ).replace(`sip:alice@${on.host(1)}`, `sip:alice@${DOMAIN}`),
        }).run(site)
      } finally {
        await proxy.stop()
      }
    },
  },
}
