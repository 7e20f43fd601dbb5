// Messages of Unix programs: what each row of the tables takes from its text, and what it must not be fooled by.
#include "clew/evidence/formats/unix_messages.h"

#include "clew/evidence/formats/testing.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::told;

struct MessageCase {
  std::string_view program;
  std::string_view text;
  std::string_view want;
};

constexpr MessageCase cases[] = {
    // sshd
    {"sshd", "Accepted publickey for kit from 192.0.2.7 port 50022 ssh2: ED25519 SHA256:abc",
     "authentication 1 success auth_protocol=publickey actor.user.name=kit src_endpoint.ip=192.0.2.7 src_endpoint.port=50022"},
    {"sshd-session", "Accepted keyboard-interactive/pam for kit from 2001:db8::7 port 50022 ssh2",
     "authentication 1 success auth_protocol=keyboard-interactive/pam actor.user.name=kit src_endpoint.ip=2001:db8::7 "
     "src_endpoint.port=50022"},
    {"sshd", "Failed password for root from 192.0.2.7 port 4 ssh2",
     "authentication 1 failure auth_protocol=password actor.user.name=root src_endpoint.ip=192.0.2.7 src_endpoint.port=4"},
    {"sshd", "Failed password for invalid user  from 192.0.2.7 port 4 ssh2",
     "authentication 1 failure auth_protocol=password src_endpoint.ip=192.0.2.7 src_endpoint.port=4"},
    {"sshd", "Failed password for invalid user a from 198.51.100.1 port 9 ssh2 from 192.0.2.7 port 4 ssh2",
     "authentication 1 failure auth_protocol=password actor.user.name=a from 198.51.100.1 port 9 ssh2 "
     "src_endpoint.ip=192.0.2.7 src_endpoint.port=4"},
    {"sshd", "Invalid user admin from 192.0.2.7",
     "authentication 1 failure actor.user.name=admin src_endpoint.ip=192.0.2.7 auth_protocol=ssh"},
    {"sshd", "Connection closed by authenticating user root 192.0.2.7 port 4 [preauth]",
     "authentication 1 failure actor.user.name=root src_endpoint.ip=192.0.2.7 src_endpoint.port=4 auth_protocol=ssh"},
    {"sshd", "Disconnected from user kit 192.0.2.7 port 4",
     "authentication 2 unknown actor.user.name=kit src_endpoint.ip=192.0.2.7 src_endpoint.port=4 auth_protocol=ssh"},
    {"sshd", "Connection from 192.0.2.7 port 4 on 192.0.2.1 port 22 rdomain \"\"",
     "network_activity 1 success src_endpoint.ip=192.0.2.7 src_endpoint.port=4 dst_endpoint.ip=192.0.2.1 dst_endpoint.port=22"},
    {"sshd", "Server listening on 0.0.0.0 port 22.", ""},
    {"dropbear", "Password auth succeeded for 'root' from 192.0.2.7:50022",
     "authentication 1 success actor.user.name=root src_endpoint.ip=192.0.2.7 src_endpoint.port=50022"},
    // PAM
    {"sshd",
     "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
     "authentication 1 failure actor.user.name=root src_endpoint.ip=192.0.2.7"},
    {"sshd", "pam_unix(sshd:session): session opened for user kit(uid=1000) by (uid=0)",
     "authentication 1 success actor.user.name=kit auth_protocol=sshd"},
    {"su", "pam_unix(su-l:session): session opened for user root(uid=0) by kit(uid=1000)",
     "authentication 1 success actor.user.name=kit process.user.name=root auth_protocol=su-l"},
    {"CRON", "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)", ""},
    {"sshd", "pam_unix(sshd:session): session closed for user kit",
     "authentication 2 unknown actor.user.name=kit auth_protocol=sshd"},
    {"passwd", "pam_unix(passwd:chauthtok): password changed for kit",
     "account_change 3 success resources.type=user resources.name=kit unmapped.changed_field=password"},
    // sudo, su, login
    {"sudo", "     kit : TTY=pts/0 ; PWD=/home/kit ; USER=root ; COMMAND=/usr/bin/sh -c echo a ; COMMAND=b",
     "process_activity 1 success actor.user.name=kit process.user.name=root process.cmd_line=/usr/bin/sh -c echo a ; COMMAND=b"},
    {"sudo", "kit : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id",
     "authentication 1 failure actor.user.name=kit process.user.name=root process.cmd_line=/usr/bin/id "
     "status_detail=user NOT in sudoers"},
    {"su", "(to root) kit on pts/1", "authentication 1 success process.user.name=root actor.user.name=kit"},
    {"su", "FAILED SU (to root) kit on pts/1", "authentication 1 failure process.user.name=root actor.user.name=kit"},
    {"login", "FAILED LOGIN (1) on '/dev/tty1' FOR 'kit', Authentication failure",
     "authentication 1 failure actor.user.name=kit status_detail=Authentication failure"},
    {"systemd-logind", "New session 42 of user kit.", "authentication 1 success actor.user.name=kit"},
    // accounts
    {"useradd", "new user: name=kit, UID=1001, GID=1001, home=/home/kit, shell=/bin/bash, from=/dev/pts/0",
     "account_change 1 success resources.type=user resources.name=kit resources.uid=1001"},
    {"usermod", "add 'kit' to group 'sudo'",
     "account_change 3 success resources.type=user resources.name=kit resources.type=group resources.name=sudo "
     "unmapped.changed_field=group"},
    {"usermod", "change user 'kit' shell from '/bin/sh' to '/bin/bash'",
     "account_change 3 success resources.type=user resources.name=kit "
     "unmapped.changed_field=shell from '/bin/sh' to '/bin/bash'"},
    {"userdel", "delete user 'kit'", "account_change 4 success resources.type=user resources.name=kit"},
    {"gpasswd", "user kit added by root to group docker",
     "account_change 3 success actor.user.name=root resources.type=user resources.name=kit resources.type=group "
     "resources.name=docker unmapped.changed_field=group"},
    {"groupadd", "new group: name=docker, GID=998",
     "account_change 1 success resources.type=group resources.name=docker resources.uid=998"},
    // jobs
    {"CRON", "(root) CMD (  (cd / && run-parts /etc/cron.hourly))",
     "process_activity 1 unknown process.user.name=root process.cmd_line=(cd / && run-parts /etc/cron.hourly)"},
    {"crontab", "(kit) REPLACE (kit)",
     "scheduled_job_activity 3 success resources.type=crontab process.user.name=kit resources.name=kit"},
    {"systemd", "Started ssh.service - OpenBSD Secure Shell server.",
     "other 0 success resources.type=unit resources.name=ssh.service - OpenBSD Secure Shell server."},
    // packets
    {"kernel", "[UFW BLOCK] IN=eth0 OUT= MAC=00:01 SRC=192.0.2.7 DST=192.0.2.1 LEN=40 TTL=5 PROTO=TCP SPT=4 DPT=22 SYN",
     "network_activity 5 unknown blocked src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.1 src_endpoint.port=4 "
     "dst_endpoint.port=22 connection_info.protocol_name=TCP"},
    {"kernel",
     "my drop rule IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 PROTO=ICMP TYPE=3 [SRC=192.0.2.1 DST=192.0.2.9 SPT=9]",
     "network_activity 6 unknown src_endpoint.ip=192.0.2.7 dst_endpoint.ip=192.0.2.1 connection_info.protocol_name=ICMP"},
    // names, leases, mail, tunnels
    {"dnsmasq", "query[AAAA] shop.example from 192.0.2.7",
     "dns_activity 1 unknown query.type=AAAA query.hostname=shop.example src_endpoint.ip=192.0.2.7"},
    {"named", "client @0x7f00aa 192.0.2.7#50022 (shop.example): query: shop.example IN A +E(0)K (192.0.2.1)",
     "dns_activity 1 unknown src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 query.hostname=shop.example query.type=A"},
    {"dhcpd", "DHCPACK on 192.0.2.7 to 00:11:22:33:44:55 (desk-7) via eth0",
     "dhcp_activity 5 unknown src_endpoint.ip=192.0.2.7 src_endpoint.mac=00:11:22:33:44:55 device.hostname=desk-7"},
    {"dhcpd", "DHCPACK on 192.0.2.7 to 00:11:22:33:44:55 via eth0",
     "dhcp_activity 5 unknown src_endpoint.ip=192.0.2.7 src_endpoint.mac=00:11:22:33:44:55"},
    {"dhcpd", "DHCPRELEASE of 192.0.2.7 from 00:11:22:33:44:55 (desk-7) via eth0 (found)",
     "dhcp_activity 7 unknown src_endpoint.ip=192.0.2.7 src_endpoint.mac=00:11:22:33:44:55 device.hostname=desk-7"},
    {"dnsmasq-dhcp", "DHCPACK(br-lan) 192.0.2.7 00:11:22:33:44:55 desk-7",
     "dhcp_activity 5 unknown src_endpoint.ip=192.0.2.7 src_endpoint.mac=00:11:22:33:44:55 device.hostname=desk-7"},
    {"kea-dhcp4",
     "INFO DHCP4_LEASE_ALLOC [hwtype=1 00:11:22:33:44:55], cid=[no info], tid=0x7: lease 192.0.2.7 has been allocated for "
     "4000 seconds",
     "dhcp_activity 5 unknown src_endpoint.mac=00:11:22:33:44:55 src_endpoint.ip=192.0.2.7"},
    {"postfix/qmgr", "4XyZ123abcz: from=<kit@firm.example>, size=1200, nrcpt=1 (queue active)",
     "email_activity 99 unknown metadata.correlation_uid=4XyZ123abcz email.from=kit@firm.example"},
    {"postfix/smtp",
     "4XyZ123abcz: to=<a@b.example>, relay=mx.b.example[192.0.2.25]:25, delay=1, dsn=2.0.0, status=sent (250 OK)",
     "email_activity 99 success metadata.correlation_uid=4XyZ123abcz email.to=a@b.example dst_endpoint.ip=192.0.2.25 "
     "dst_endpoint.hostname=mx.b.example dst_endpoint.port=25 status_detail=sent (250 OK)"},
    {"postfix/smtpd", "4XyZ123abcz: client=mail.b.example[192.0.2.25]",
     "email_activity 99 unknown metadata.correlation_uid=4XyZ123abcz src_endpoint.ip=192.0.2.25"},
    {"sm-mta",
     "3674000a012345: to=<a@b.example>, delay=00:00:01, mailer=esmtp, relay=mx.b.example. [192.0.2.25], stat=Sent (OK)",
     "email_activity 99 success metadata.correlation_uid=3674000a012345 email.to=a@b.example dst_endpoint.ip=192.0.2.25 "
     "dst_endpoint.hostname=mx.b.example. status_detail=Sent (OK)"},
    {"openvpn", "192.0.2.7:50022 [kit] Peer Connection Initiated with [AF_INET]192.0.2.7:50022",
     "authentication 1 success src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 actor.user.name=kit"},
    {"openvpn", "192.0.2.7:50022 TLS: Username/Password authentication succeeded for username 'kit' [CN SET]",
     "authentication 1 success src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 actor.user.name=kit"},
    {"openvpn", "192.0.2.7:50022 TLS Auth Error: Auth Username/Password verification failed for peer",
     "authentication 1 failure src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 "
     "status_detail=Auth Username/Password verification failed for peer"},
    {"openvpn", "192.0.2.7:50022 VERIFY ERROR: depth=0, error=certificate revoked: CN=kit",
     "authentication 1 failure src_endpoint.ip=192.0.2.7 src_endpoint.port=50022 "
     "status_detail=depth=0, error=certificate revoked: CN=kit"},
    {"openvpn", "kit/192.0.2.7:50022 SIGTERM[soft,remote-exit] received, client-instance exiting",
     "authentication 2 unknown actor.user.name=kit src_endpoint.ip=192.0.2.7 src_endpoint.port=50022"},
    {"charon", "05[IKE] authentication of 'kit' with EAP successful",
     "authentication 1 success actor.user.name=kit auth_protocol=EAP"},
    // what only looks like it
    {"webapp", "Accepted password for root from 192.0.2.7 port 4 ssh2", ""},
    {"sshd", "Accepted password for root from nowhere port 4 ssh2", ""},
    {"sudo", "kit : problem with defaults entries", ""},
    {"kernel", "usb 1-1: new device IN=1 OUT=2", ""},
};

TEST(UnixMessages, SayWhatTheyAreCertainOf) {
  for (const MessageCase& row : cases) {
    model::Event event;
    const bool known = add_unix_message(row.program, row.text, event);
    EXPECT_EQ(known, !row.want.empty()) << row.text;
    EXPECT_EQ(known ? told(event) : "", row.want) << row.text;
    EXPECT_TRUE(known || event.fields().empty()) << row.text;
  }
}

TEST(UnixMessages, ACutOneHarmsNothing) {
  for (const MessageCase& row : cases) {
    for (std::size_t size = 0; size < row.text.size(); ++size) {
      model::Event event;
      add_unix_message(row.program, row.text.substr(0, size), event);
      for (const auto& field : event.fields()) EXPECT_LE(field.size, row.text.size());
    }
  }
}

}  // namespace
}  // namespace clew::evidence
