import { certificateExpired } from '../../../../src/diagnose/rules/tls/certificate-expired.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(certificateExpired, {
  quiet: {
    'verification failed for another reason': ladder`log "ERROR: SSL certificate verify failed: self-signed certificate in certificate chain"`,
    'a certificate about to expire': ladder`log "WARNING: TLS certificate of sip.example.com is about to expire"`,
  },
  fires: {
    'OpenSSL words': [
      ladder`log "ERROR: SSL_do_handshake failed: certificate verify failed: certificate has expired"`,
      { words: 'certificate has expired' },
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
  },
  unproven: {
    'verification failed, and the line does not say why': [
      ladder`log "ERROR: SSL certificate verify failed (PJSIP_TLS_ECERTVERIF)"`,
      'encrypted',
    ],
  },
})
