import { certificateExpired } from '../../../../src/diagnose/rules/tls/certificate-expired.ts'
import { capturing, certificate, days, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const EXPIRED = [certificate({ notAfter: days(-46) })]

testRule(certificateExpired, {
  quiet: {
    'verification failed for another reason': ladder`log "ERROR: SSL certificate verify failed: self-signed certificate in certificate chain"`,
    'a certificate about to expire': ladder`log "WARNING: TLS certificate of sip.example.com is about to expire"`,
    'a certificate in force': capturing(handshake()),
    'a web server': capturing(
      handshake({
        server: { address: '203.0.113.80', port: 443 },
        offeredAlpn: ['h2'],
        serverCertificates: EXPIRED,
      }),
    ),
  },
  fires: {
    'OpenSSL words': [
      ladder`log "ERROR: SSL_do_handshake failed: certificate verify failed: certificate has expired"`,
      {},
      'critical',
    ],
    'alert 45': [
      ladder`log "ERROR: TLS connection to 203.0.113.7:5061 failed: sslv3 alert certificate expired, SSL alert number 45"`,
      {},
      'critical',
    ],
    'calls over TLS are answered all the same': [
      ladder`
        log "ERROR: TLS peer certificate verify failed: certificate has expired"
        10.0.0.5 > 203.0.113.7  INVITE over TLS sdp audio 10.0.0.5:4000 PCMU
        203.0.113.7 > 10.0.0.5  200 over TLS sdp audio 203.0.113.7:4000 PCMU`,
      {},
      'high',
    ],
    'seen in the handshake': [
      capturing(refused('certificate_expired', { serverCertificates: EXPIRED })),
      {
        says: 'The certificate sip.example.com of the server (198.51.100.4:40000 to 203.0.113.7:5061) had been expired for 46 days.',
      },
      'critical',
    ],
    'an issuing certificate': [
      capturing(refused('certificate_expired', { serverCertificates: [certificate(), EXPIRED[0]!] })),
      {},
      'critical',
    ],
    'only the alert was seen': [
      capturing(refused('certificate_expired', { serverCertificates: undefined })),
      { says: 'The client refused the certificate as expired (198.51.100.4:40000 to 203.0.113.7:5061).' },
      'critical',
    ],
    'the handshake succeeds all the same': [capturing(handshake({ serverCertificates: EXPIRED })), {}, 'high'],
  },
  unproven: {
    'verification failed, and the line does not say why': [
      ladder`log "ERROR: SSL certificate verify failed (PJSIP_TLS_ECERTVERIF)"`,
      'encrypted',
    ],
    'refused, and the certificate is encrypted': [
      capturing(refused('bad_certificate', { serverCertificates: undefined })),
      'encrypted',
    ],
  },
})
