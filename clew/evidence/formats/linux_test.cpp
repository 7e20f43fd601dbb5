// Syslog, audit, journal, logins, shell histories.
#include "clew/evidence/byte_source.h"
#include "clew/evidence/formats/all.h"
#include "clew/evidence/formats/testing.h"
#include "clew/evidence/translator.h"

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using namespace testing;
using namespace std::string_literals;
using enum model::Attribute;
using model::TimeQuality;

base::Instant at(std::string_view text) { return base::parse_rfc3339(text).value(); }

/// Gives a text in pieces of a few bytes.
class TextSource final : public ByteSource {
 public:
  TextSource(std::string_view text, std::size_t piece_bytes) : text_(text), piece_bytes_(piece_bytes) {}
  std::string_view next() override {
    const std::string_view piece = text_.substr(0, piece_bytes_);
    text_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view text_;
  std::size_t piece_bytes_;
};

struct Translated {
  std::uint64_t offset, length;
  bool broken;
  std::string text;
};

std::vector<Translated> translated(const Format& format, std::string_view content, std::size_t piece_bytes = 7) {
  TextSource source(content, piece_bytes);
  const auto translator = format.translate(source);
  std::vector<Translated> records;
  Translation record;
  while (translator->next(record)) records.push_back({record.offset, record.length, record.broken, record.text});
  return records;
}

// --- syslog ---

struct LineCase {
  std::string_view line;
  std::string_view time;
  std::string_view want;
};

TEST(Syslog, EveryFormOfTheHeaderGivesHostProgramAndText) {
  constexpr std::string_view want =
      "other 0 unknown device.hostname=web1 actor.process.file.path=app actor.process.pid=7 message=hello";
  constexpr LineCase cases[] = {
      {"Jul  6 12:00:00 web1 app[7]: hello", "2023-07-06T12:00:00Z", want},
      {"<13>Jul  6 12:00:00 web1 app[7]: hello", "2023-07-06T12:00:00Z", want},
      {"Jul 06 12:00:00.123456 web1 app[7]: hello", "2023-07-06T12:00:00.123456Z", want},
      {"Jul  6 2022 12:00:00 web1 app[7]: hello", "2022-07-06T12:00:00Z", want},
      {"2023-07-06T12:00:00.5+02:00 web1 app[7]: hello", "2023-07-06T10:00:00.5Z", want},
      {"2023-07-06T12:00:00+0200 web1 app[7]: hello", "2023-07-06T10:00:00Z", want},
      {"Thu 2023-07-06 12:00:00 CEST web1 app[7]: hello", "2023-07-06T12:00:00Z", want},
      {"1688644800.250000 web1 app[7]: hello", "2023-07-06T12:00:00.250000Z", want},
      {"<13>1 2023-07-06T12:00:00Z web1 app 7 - - hello", "2023-07-06T12:00:00Z", want},
      {"<13>1 2023-07-06T12:00:00Z web1 app 7 - [a@1 b=\"]\\\"\"][c d=\"e\"] \xef\xbb\xbfhello", "2023-07-06T12:00:00Z",
       want},
      {"Jul  6 12:00:00 web1 user.notice app[7]: hello", "2023-07-06T12:00:00Z", want},
      {"Jul  6 12:00:00 web1 app[7] (com.firm.app[9]): hello", "2023-07-06T12:00:00Z", want},
      {"Thu Jul  6 12:00:00 2023 daemon.info app[7]: hello", "2023-07-06T12:00:00Z",
       "other 0 unknown actor.process.file.path=app actor.process.pid=7 message=hello"},
      {"Jul  6 12:00:00 web1 last message repeated 3 times", "2023-07-06T12:00:00Z",
       "other 0 unknown device.hostname=web1 message=last message repeated 3 times"},
      {"Jul  6 12:00:00 192.0.2.1 app: hello", "2023-07-06T12:00:00Z",
       "other 0 unknown device.ip=192.0.2.1 actor.process.file.path=app message=hello"},
      {"Jul 06 2023 12:00:00: %ASA-5-111008: User kit executed it", "2023-07-06T12:00:00Z",
       "other 0 unknown actor.process.file.path=%ASA-5-111008 message=User kit executed it"},
      {"<13>1 - - - - - -", "", "other 0 unknown"},
      {"\tat firm.Main.run(Main.java:7)", "", "other 0 unknown message=\tat firm.Main.run(Main.java:7)"},
  };
  FileContext context;
  context.year_end = at("2023-12-24T00:00:00Z");
  context.year_is_sure = true;
  for (const LineCase& row : cases) {
    const auto event = decode(syslog, row.line, context);
    EXPECT_EQ(event.outcome, Decoded::event);
    EXPECT_EQ(event.time(), row.time) << row.line;
    EXPECT_EQ(told(event.event), row.want) << row.line;
  }
  EXPECT_EQ(decode(syslog, "Jul  6 12:00:00 web1 app[7]: hello", context).get(original_time), "Jul  6 12:00:00");
}

TEST(Syslog, MessagesThatAreFormatsOfTheirOwnAreReadAsSuch) {
  EXPECT_EQ(decode(syslog,
                   "2023-07-06T12:00:00Z web1 audispd: node=web2 type=USER_LOGIN msg=audit(1688644800.001:9): pid=7 "
                   "msg='op=login acct=\"kit\" exe=\"/usr/sbin/sshd\" addr=192.0.2.7 res=failed'")
                .get(src_ip),
            "192.0.2.7");
  EXPECT_EQ(
      decode(syslog, "<13>Jul  6 12:00:00 fw1 CEF:0|Firm|Wall|1|100|drop|5|src=192.0.2.7 dst=192.0.2.1 act=blocked")
          .event.event_class,
      model::EventClass::network_activity);
  const auto request = decode(
      syslog, "2023-07-06T12:00:00Z web1 nginx: 192.0.2.7 - - [06/Jul/2023:12:00:01 +0000] \"GET /a HTTP/1.1\" 200 5");
  EXPECT_EQ(request.event.event_class, model::EventClass::http_activity);
  EXPECT_EQ(request.time(), "2023-07-06T12:00:01Z");
  const auto packet = decode(
      syslog, "2023-07-06T12:00:00Z gw kernel: [  12.345] [UFW BLOCK] IN=a OUT= SRC=192.0.2.7 DST=192.0.2.1 PROTO=UDP");
  EXPECT_EQ(packet.event.disposition, model::Disposition::blocked);
  EXPECT_EQ(packet.get(device_hostname), "gw");
  // What a gateway only passes on is not its own.
  const auto passed =
      decode(syslog,
             "2023-07-06T12:00:00Z gw kernel: [UFW ALLOW] IN=a OUT=b SRC=192.0.2.7 DST=198.51.100.1 PROTO=TCP DPT=443");
  EXPECT_EQ(passed.event.event_class, model::EventClass::network_activity);
  EXPECT_EQ(passed.get(device_hostname), "");
}

TEST(Syslog, IsRecognisedByItsHeaderAndNamedByWhatItShows) {
  EXPECT_EQ(recognised("Jul  6 12:00:00 web1 sshd[7]: Server listening on :: port 22.\n"), "syslog syslog_auth");
  EXPECT_EQ(recognised("cut off here\nJul  6 12:00:00 web1 app[7]: a\nJul  6 12:00:01 web1 app[7]: b\n"),
            "syslog syslog");
  EXPECT_EQ(recognised("2023-07-06T12:00:00.5+02:00 web1 systemd[1]: Started a.\n"), "syslog syslog");
  EXPECT_EQ(recognised("<13>1 2023-07-06T12:00:00Z web1 app - - - x\n"), "syslog syslog");
  EXPECT_EQ(recognised("Jul  6 12:00:00 gw kernel: IN=a OUT= SRC=192.0.2.7 DST=192.0.2.1 PROTO=UDP\n"),
            "syslog syslog_firewall");
  EXPECT_EQ(recognised("Jul  6 12:00:00 mx postfix/qmgr[7]: 4XyZ123abcz: removed\n"), "syslog syslog_mail");
}

TEST(Syslog, OtherLogsThatBeginWithATimeAreNone) {
  for (const std::string_view text :
       {"2023-07-06T12:00:00Z warden sensor=desk-7 event=heartbeat\n",
        "2023-07-06T12:00:00Z build 512: checkout main\n", "2023-07-06 12:00:00 INFO main: started\n",
        "2023-07-06T12:00:00Z INFO main: started\n",
        "2023-07-06T12:00:00Z web1 note: a\n2023-07-06T12:00:00Z npm install done\n", "Jul 6 was a nice day: warm\n",
        "2023-07-06 12:00:00,123 [main] ERROR firm.Main: failed\n"}) {
    EXPECT_EQ(recognised(text), "text text") << text;
  }
}

struct YearCase {
  std::string_view name;
  std::string head, tail;
  std::string_view modified;
  std::string_view line, want;
  TimeQuality quality;
};

TEST(Syslog, TheYearIsTheContentsOwnOrThatOfALastChangeThatFitsItsLastRecord) {
  const std::string early = "Dec 30 10:00:00 web1 app[7]: a\n";
  const std::string late = "Jan  2 10:00:00 web1 app[7]: b\n";
  const std::string long_head = early + std::string(recognition_bytes, 'x');
  const auto assumed = TimeQuality::zone_assumed;
  const auto unknown = TimeQuality::unknown;
  const YearCase cases[] = {
      {"nothing_known", early + late, "", "", early, "", unknown},
      {"its_last_change_after_its_last_record", early + late, "", "2023-01-02T10:00:05Z", early, "2022-12-30T10:00:00Z",
       assumed},
      {"the_record_after_new_year", early + late, "", "2023-01-02T10:00:05Z", late, "2023-01-02T10:00:00Z", assumed},
      {"a_copy_has_a_date_of_its_own", early + late, "", "2026-05-05T00:00:00Z", early, "", unknown},
      {"the_end_of_a_long_file", long_head, "half a line\n" + late, "2023-01-02T10:00:05Z", early,
       "2022-12-30T10:00:00Z", assumed},
      {"the_end_of_a_long_file_that_was_copied", long_head, "half a line\n" + late, "2026-05-05T00:00:00Z", early, "",
       unknown},
      {"packed_and_long", long_head, "", "2023-01-05T00:00:00Z", late, "2023-01-02T10:00:00Z", unknown},
      {"a_message_tells_it", early + "Jan  2 10:00:00 web1 dockerd[7]: time=\"2021-01-02T08:00:00.5Z\" level=info\n",
       "", "2026-05-05T00:00:00Z", early, "2020-12-30T10:00:00Z", assumed},
      {"a_message_of_another_moment", early + "Jan  2 10:00:00 web1 app[7]: expires 2021-03-02T08:00:00Z\n", "", "",
       early, "", unknown},
      {"journalctl_tells_it",
       "-- Logs begin at Mon 2020-01-06 00:00:00 UTC, end at Sat 2021-01-02 11:00:00 UTC. --\n" + early, "", "", early,
       "2020-12-30T10:00:00Z", assumed},
      {"the_29th_of_february", "Feb 29 10:00:00 web1 app[7]: a\n", "", "2024-02-29T10:00:00Z",
       "Feb 29 10:00:00 web1 app[7]: a", "2024-02-29T10:00:00Z", assumed},
      {"no_such_day", "Feb 28 10:00:00 web1 app[7]: a\n", "", "2023-02-28T10:00:00Z", "Feb 29 10:00:00 web1 app[7]: a",
       "", unknown},
  };
  for (const YearCase& row : cases) {
    FileContext context;
    if (!row.modified.empty()) context.modified = at(row.modified);
    context.tail = row.tail;
    syslog.prepare(row.head, context);
    const auto event = decode(syslog, row.line, context);
    EXPECT_EQ(event.time(), row.want) << row.name;
    EXPECT_EQ(event.event.time_quality, row.quality) << row.name;
  }
}

TEST(Syslog, ALocalTimeIsMovedByTheOffsetOfTheLinesHost) {
  model::Inventory inventory;
  inventory.add(
      {.hostname = "web1", .uid = {}, .ips = {}, .user = {}, .os = {}, .role = {}, .utc_offset_minutes = 120});
  FileContext context;
  context.inventory = &inventory;
  EXPECT_EQ(decode(syslog, "Jul  6 2023 12:00:00 web1 app[7]: a", context).time(), "2023-07-06T10:00:00Z");
  EXPECT_EQ(decode(syslog, "Jul  6 2023 12:00:00 web2 app[7]: a", context).time(), "2023-07-06T12:00:00Z");
  EXPECT_EQ(decode(syslog, "2023-07-06T12:00:00Z web1 app[7]: a", context).time(), "2023-07-06T12:00:00Z");
}

// --- audit ---

struct AuditCase {
  std::string_view line, want;
};

TEST(Auditd, EachRecordSaysItsPartOfTheEvent) {
  constexpr AuditCase cases[] = {
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 ppid=6 pid=7 auid=1000 "
       "uid=0 tty=pts0 comm=\"id\" exe=\"/usr/bin/id\" key=\"exec\"\x1d"
       "ARCH=x86_64 SYSCALL=execve AUID=\"kit\" UID=\"root\"",
       "process_activity 1 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 "
       "process.parent_process.pid=6 process.pid=7 actor.user.uid=1000 process.file.path=/usr/bin/id actor.user.name=kit "
       "process.user.name=root api.operation=execve metadata.event_code=exec"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c00000b7 syscall=203 success=no exit=-115 pid=7 auid=4294967295 "
       "exe=2F746D702F6120 key=(null)",
       "network_activity 1 unknown metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/tmp/a  api.operation=connect"},
      {"type=EXECVE msg=audit(1688644800.123:456): argc=3 a0=\"sh\" a1=\"-c\" a2=6563686F206869",
       "process_activity 1 unknown metadata.event_code=EXECVE metadata.correlation_uid=1688644800.123:456 "
       "process.cmd_line=sh -c echo hi"},
      {"type=EXECVE msg=audit(1688644800.123:456): argc=2 a0=\"sh\" a1_len=8 a1[0]=6162 a1[1]=6364",
       "process_activity 1 unknown metadata.event_code=EXECVE metadata.correlation_uid=1688644800.123:456 process.cmd_line=sh abcd"},
      {"type=PROCTITLE msg=audit(1688644800.123:456): proctitle=6C73002D6C",
       "process_activity 99 unknown metadata.event_code=PROCTITLE metadata.correlation_uid=1688644800.123:456 process.cmd_line=ls -l"},
      {"type=PATH msg=audit(1688644800.123:456): item=0 name=\"/etc/cron.d/x\" inode=5 nametype=CREATE",
       "file_activity 1 unknown metadata.event_code=PATH metadata.correlation_uid=1688644800.123:456 file.path=/etc/cron.d/x"},
      {"type=SOCKADDR msg=audit(1688644800.123:456): saddr=020001BBC00002070000000000000000",
       "network_activity 99 unknown metadata.event_code=SOCKADDR metadata.correlation_uid=1688644800.123:456 "
       "dst_endpoint.ip=192.0.2.7 dst_endpoint.port=443"},
      {"type=SOCKADDR msg=audit(1688644800.123:456): saddr=0A0001BB0000000020010DB800000000000000000000000700000000",
       "network_activity 99 unknown metadata.event_code=SOCKADDR metadata.correlation_uid=1688644800.123:456 "
       "dst_endpoint.ip=2001:db8::7 dst_endpoint.port=443"},
      {"type=SOCKADDR msg=audit(07/06/2023 12:00:00.123:456) : saddr={ saddr_fam=inet laddr=192.0.2.7 lport=443 }",
       "network_activity 99 unknown metadata.event_code=SOCKADDR metadata.correlation_uid=07/06/2023 12:00:00.123:456 "
       "dst_endpoint.ip=192.0.2.7 dst_endpoint.port=443"},
      {"type=USER_LOGIN msg=audit(1688644800.123:456): pid=7 uid=0 auid=1000 ses=2 msg='op=login id=1000 exe=\"/usr/sbin/sshd\" "
       "hostname=192.0.2.7 addr=192.0.2.7 terminal=/dev/pts/0 res=success'\x1dUID=\"root\" AUID=\"kit\" ID=\"kit\"",
       "authentication 1 success metadata.event_code=USER_LOGIN metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/usr/sbin/sshd actor.user.name=kit actor.user.uid=1000 auth_protocol=/dev/pts/0 "
       "status_detail=login src_endpoint.ip=192.0.2.7"},
      {"type=USER_LOGIN msg=audit(1688644800.123:456): pid=7 uid=0 auid=4294967295 msg='op=login acct=28756E6B6E6F776E207573657229 "
       "exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh res=failed'",
       "authentication 1 failure metadata.event_code=USER_LOGIN metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/usr/sbin/sshd auth_protocol=ssh status_detail=login src_endpoint.ip=192.0.2.7"},
      {"type=USER_CMD msg=audit(1688644800.123:456): pid=7 uid=1000 auid=1000 msg='cwd=\"/home/kit\" cmd=6964202D75 terminal=pts/0 "
       "res=success'",
       "process_activity 1 success metadata.event_code=USER_CMD metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.user.uid=1000 process.cmd_line=id -u"},
      {"type=ADD_USER msg=audit(1688644800.123:456): pid=7 uid=0 auid=1000 msg='op=add-user acct=\"eve\" exe=\"/usr/sbin/useradd\" "
       "res=success'",
       "account_change 1 success metadata.event_code=ADD_USER metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.user.uid=1000 actor.process.file.path=/usr/sbin/useradd resources.type=user resources.name=eve "
       "unmapped.changed_field=add-user"},
      {"type=AVC msg=audit(1688644800.123:456): avc:  denied  { read } for  pid=7 comm=\"a\" name=\"shadow\" permissive=0",
       "other 0 unknown blocked metadata.event_code=AVC metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=a file.path=shadow"},
      {"type=AVC msg=audit(1688644800.123:456): avc:  denied  { read } for  pid=7 comm=\"a\" name=\"shadow\" permissive=1",
       "other 0 unknown metadata.event_code=AVC metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=a file.path=shadow"},
  };
  for (const AuditCase& row : cases) {
    const auto event = decode(auditd, row.line);
    EXPECT_EQ(event.outcome, Decoded::event) << row.line;
    EXPECT_EQ(told(event.event), row.want) << row.line;
    EXPECT_EQ(event.time(), row.line.contains("07/06") ? "" : "2023-07-06T12:00:00.123Z") << row.line;
  }
}

TEST(Auditd, IsRecognisedAndBrokenLinesAreUnparsed) {
  EXPECT_EQ(recognised("type=CWD msg=audit(1688644800.123:456): cwd=\"/\"\n"), "auditd auditd");
  EXPECT_EQ(recognised("----\nnode=web1 type=CWD msg=audit(1688644800.123:456): cwd=\"/\"\n"), "auditd auditd");
  EXPECT_EQ(decode(auditd, "type=CWD msg=audit(16886448").outcome, Decoded::unparsed);
  EXPECT_EQ(decode(auditd, "----").outcome, Decoded::nothing);
  EXPECT_EQ(decode(auditd, "time->Thu Jul  6 12:00:00 2023").outcome, Decoded::nothing);
  EXPECT_EQ(decode(auditd, "node=web1 type=CWD msg=audit(1688644800.123:456): cwd=\"/\"").get(device_hostname), "web1");
}

/// The records of one event as a file with them gives it.
std::string of_records(const Format& format, std::string_view text) {
  const auto event = decode(format, text);
  return event.outcome == Decoded::event ? told(event.event) : "no event";
}

TEST(Auditd, TheRecordsOfOneEventTellOneStory) {
  constexpr AuditCase cases[] = {
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=59 success=yes exit=0 ppid=6 pid=7 auid=1000 exe=\"/usr/bin/curl\"\n"
       "type=EXECVE msg=audit(1688644800.123:456): argc=3 a0=\"curl\" a1=\"-o\" a2=2F746D702F612062\n"
       "type=CWD msg=audit(1688644800.123:456): cwd=\"/root\"\n"
       "type=PATH msg=audit(1688644800.123:456): item=0 name=\"/usr/bin/curl\" nametype=NORMAL\n"
       "type=PROCTITLE msg=audit(1688644800.123:456): proctitle=6375726C",
       "process_activity 1 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 "
       "process.parent_process.pid=6 process.pid=7 actor.user.uid=1000 process.file.path=/usr/bin/curl "
       "api.operation=execve process.cmd_line=curl -o /tmp/a b"},
      {"type=PROCTITLE msg=audit(1688644800.123:456): proctitle=6375726C002D6F\n"
       "type=SOCKADDR msg=audit(1688644800.123:456): saddr=020001BBC00002070000000000000000\n"
       "type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=42 success=no exit=-115 ppid=6 pid=7 exe=\"/usr/bin/curl\"",
       "network_activity 1 unknown metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/usr/bin/curl api.operation=connect dst_endpoint.ip=192.0.2.7 dst_endpoint.port=443 "
       "process.cmd_line=curl -o"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=42 success=no exit=-111 pid=7 exe=\"/a\"\n"
       "type=SOCKADDR msg=audit(1688644800.123:456): saddr=020001BBC00002070000000000000000",
       "network_activity 4 failure metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=connect status_detail=-111 dst_endpoint.ip=192.0.2.7 dst_endpoint.port=443"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=43 success=yes exit=4 pid=7 exe=\"/a\"\n"
       "type=SOCKADDR msg=audit(1688644800.123:456): saddr=0200C350C00002070000000000000000",
       "network_activity 1 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=accept src_endpoint.ip=192.0.2.7 src_endpoint.port=50000"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=42 success=yes exit=0 pid=7 exe=\"/a\"\n"
       "type=SOCKADDR msg=audit(1688644800.123:456): saddr=01002F72756E2F782E736F636B00",
       "file_activity 99 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=connect file.path=/run/x.sock"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=257 success=yes exit=3 a1=5 a2=241 pid=7 exe=\"/a\"\n"
       "type=CWD msg=audit(1688644800.123:456): cwd=\"/root\"\n"
       "type=PATH msg=audit(1688644800.123:456): item=0 name=\"/root\" nametype=PARENT\n"
       "type=PATH msg=audit(1688644800.123:456): item=1 name=\"x\" nametype=CREATE",
       "file_activity 1 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=openat file.path=/root/x"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=257 success=yes exit=3 a1=5 a2=80001 pid=7 exe=\"/a\"\n"
       "type=PATH msg=audit(1688644800.123:456): item=0 name=\"/etc/x\" nametype=NORMAL",
       "file_activity 3 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=openat file.path=/etc/x"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=257 success=yes exit=3 a1=5 a2=80000 pid=7 exe=\"/a\"\n"
       "type=PATH msg=audit(1688644800.123:456): item=0 name=\"/etc/shadow\" nametype=NORMAL",
       "file_activity 14 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=openat file.path=/etc/shadow"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=82 success=yes exit=0 pid=7 exe=\"/a\"\n"
       "type=CWD msg=audit(1688644800.123:456): cwd=\"/tmp\"\n"
       "type=PATH msg=audit(1688644800.123:456): item=2 name=\"old\" nametype=DELETE\n"
       "type=PATH msg=audit(1688644800.123:456): item=3 name=\"/etc/cron.d/new\" nametype=CREATE",
       "file_activity 5 success metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=rename file.path=/etc/cron.d/new observables.value=/tmp/old"},
      {"type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=59 success=no exit=-2 ppid=6 pid=7 exe=\"/bin/sh\"\n"
       "type=PATH msg=audit(1688644800.123:456): item=0 name=\"/usr/local/bin/id\" nametype=UNKNOWN",
       "process_activity 99 failure metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 "
       "process.parent_process.pid=6 process.pid=7 process.file.path=/bin/sh api.operation=execve status_detail=-2"},
      {"type=AVC msg=audit(1688644800.123:456): avc:  denied  { read } for  pid=7 comm=\"a\" name=\"shadow\" permissive=0\n"
       "type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=257 success=no exit=-13 pid=7 exe=\"/a\"",
       "file_activity 99 failure blocked metadata.event_code=SYSCALL metadata.correlation_uid=1688644800.123:456 actor.process.pid=7 "
       "actor.process.file.path=/a api.operation=openat status_detail=-13 actor.process.pid=7 file.path=shadow"},
      {"garbage\nmore of it", "no event"},
      {"garbage\ntype=CWD msg=audit(1688644800.123:456): cwd=\"/\"",
       "other 0 unknown metadata.event_code=CWD metadata.correlation_uid=1688644800.123:456 file.path=/"},
  };
  for (const AuditCase& row : cases) EXPECT_EQ(of_records(auditd, row.line), row.want) << row.line;
}

TEST(Auditd, WhatOnlyHexadecimalTellsIsInTheEvent) {
  const auto event =
      decode(auditd,
             "type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=59 success=yes pid=7 exe=\"/bin/sh\"\n"
             "type=CWD msg=audit(1688644800.123:456): cwd=2F746D702F6120\n"
             "type=PATH msg=audit(1688644800.123:456): item=0 name=2F746D702F622063 nametype=NORMAL");
  EXPECT_EQ(event.all(observable), "/tmp/a  /tmp/b c");
}

TEST(SyslogAudit, LinesOfOneEventAreJoined) {
  constexpr std::string_view call =
      "<13>1 2023-07-06T12:00:00.2Z web1 audispd 9 - - type=SYSCALL msg=audit(1688644800.123:456): arch=c000003e syscall=59 "
      "success=yes ppid=6 pid=7 exe=\"/usr/bin/id\"";
  constexpr std::string_view arguments =
      "<13>1 2023-07-06T12:00:00.2Z web1 audispd 9 - - type=EXECVE msg=audit(1688644800.123:456): argc=2 a0=\"id\" a1=\"-u\"";
  const std::string both = std::string(call) + '\n' + std::string(arguments);
  EXPECT_EQ(recognised(both), "syslog_audit syslog_audit");
  const auto event = decode(syslog_audit, both);
  EXPECT_EQ(event.get(process_cmd_line), "id -u");
  EXPECT_EQ(event.get(device_hostname), "web1");
  EXPECT_EQ(event.time(), "2023-07-06T12:00:00.123Z");
  std::string id, same, other;
  syslog_audit.event_of(call, id);
  syslog_audit.event_of(arguments, same);
  EXPECT_FALSE(id.empty());
  EXPECT_EQ(id, same);
  syslog_audit.event_of(
      "<13>1 2023-07-06T12:00:00.2Z web2 audispd 9 - - type=CWD msg=audit(1688644800.123:456): cwd=\"/\"", other);
  EXPECT_NE(id, other);
  std::string none;
  syslog_audit.event_of("<13>1 2023-07-06T12:00:00.2Z web1 cron 9 - - audit(1): hello", none);
  EXPECT_TRUE(none.empty());
}

TEST(Laurel, OneObjectIsOneEvent) {
  constexpr std::string_view line =
      R"({"ID":"1688644800.123:456","NODE":"web1","SYSCALL":{"arch":"0xc000003e","syscall":59,"success":"yes","exit":0,"ppid":6,"pid":7,)"
      R"("auid":1000,"exe":"/usr/bin/sh","SYSCALL":"execve","AUID":"kit","UID":"root"},"EXECVE":{"argc":3,"ARGV":["sh","-c","echo hi"]},)"
      R"("PATH":[{"item":0,"name":"/usr/bin/sh"}],"PROCTITLE":{"ARGV":["sh"]}})";
  EXPECT_EQ(recognised(line), "laurel laurel");
  const auto event = decode(laurel, line);
  EXPECT_EQ(event.event.event_class, model::EventClass::process_activity);
  EXPECT_EQ(event.get(process_cmd_line), "sh -c echo hi");
  EXPECT_EQ(event.get(process_user), "root");
  EXPECT_EQ(event.time(), "2023-07-06T12:00:00.123Z");
}

// --- journal ---

constexpr std::string_view entry =
    R"({"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1688644800000001","_BOOT_ID":"b","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd",)"
    R"("_PID":"7","_EXE":"/usr/sbin/sshd","_SYSTEMD_UNIT":"ssh.service","MESSAGE":"Invalid user a from 192.0.2.7 port 4"})";

TEST(Journald, AnEntryIsReadAsItsMessage) {
  EXPECT_EQ(recognised(entry), "journald journald");
  EXPECT_EQ(recognised("\x1e"s + std::string(entry) + "\n"), "journald journald");
  EXPECT_EQ(recognised("data: "s + std::string(entry) + "\n"), "journald journald");
  EXPECT_EQ(recognised("[\n"s + std::string(entry) + "\n]\n"), "journald_document journald");
  for (const std::string& line : {std::string(entry), "\x1e"s + std::string(entry)}) {
    const auto event = decode(journald, line);
    EXPECT_EQ(event.time(), "2023-07-06T12:00:00.000001Z");
    EXPECT_EQ(event.event.event_class, model::EventClass::authentication);
    EXPECT_EQ(event.get(device_hostname), "web1");
    EXPECT_EQ(event.get(actor_process_path), "/usr/sbin/sshd");
    EXPECT_EQ(event.get(src_ip), "192.0.2.7");
  }
}

TEST(Journald, AMessageMayBeBytes) {
  const auto event =
      decode(journald, R"({"__REALTIME_TIMESTAMP":"1688644800000001","_BOOT_ID":"b","MESSAGE":[104,105,27]})");
  EXPECT_EQ(event.get(message), "hi\x1b");
}

TEST(Journald, WhatAuditSaidIsAnAuditRecord) {
  const auto event = decode(
      journald,
      R"({"__REALTIME_TIMESTAMP":"1688644800123456","_BOOT_ID":"b","_TRANSPORT":"audit","_AUDIT_TYPE_NAME":"USER_LOGIN","_AUDIT_ID":"9",)"
      R"("MESSAGE":"USER_LOGIN pid=7 uid=0 msg='op=login acct=\"kit\" addr=192.0.2.7 res=failed'"})");
  EXPECT_EQ(event.get(actor_user_name), "kit");
  EXPECT_EQ(event.get(correlation_uid), "1688644800.123:9");
  EXPECT_EQ(event.event.status, model::Status::failure);
}

TEST(Journald, TheExportFormHoldsAnyBytes) {
  const std::string content = "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1688644800000001\n_BOOT_ID=b\nMESSAGE\n" +
                              std::string("\x05\0\0\0\0\0\0\0a\nb\"c\n", 14) +
                              "\n__CURSOR=s=2\nno field\nMESSAGE=x\n\n" +
                              "__CURSOR=s=3\n__REALTIME_TIMESTAMP=1688644801000001\n_BOOT_ID=b\nMESSAGE=end\n";
  EXPECT_EQ(recognised(content), "journald_export journald");
  const auto records = translated(journald_export, content);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(decode(journald_export, records[0].text).get(message), "a\nb\"c");
  EXPECT_TRUE(records[1].broken);
  EXPECT_EQ(decode(journald_export, records[2].text).get(message), "end");
  EXPECT_EQ(content.substr(records[2].offset, 12), "__CURSOR=s=3");
  EXPECT_EQ(records[2].offset + records[2].length, content.size());
}

TEST(Journald, AFieldThatLiesAboutItsSizeIsBroken) {
  const std::string content =
      "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\nMESSAGE\n" + std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
  const auto records = translated(journald_export, content);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_TRUE(records[0].broken);
}

// --- utmp ---

void put(std::string& bytes, std::size_t offset, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[offset + i] = static_cast<char>(number >> (8 * i));
}

std::string login(int type, std::string_view user, std::string_view line, std::string_view host, bool wide = false) {
  std::string bytes(wide ? 400 : 384, '\0');
  put(bytes, 0, static_cast<std::uint64_t>(type), 2);
  put(bytes, 4, 77, 4);
  bytes.replace(8, line.size(), line);
  bytes.replace(44, user.size(), user);
  bytes.replace(76, host.size(), host);
  put(bytes, wide ? 344 : 340, 1'688'644'800, wide ? 8 : 4);
  put(bytes, wide ? 352 : 344, 250'000, wide ? 8 : 4);
  bytes.replace(wide ? 360 : 348, 4, "\xc0\x00\x02\x07"s);
  return bytes;
}

TEST(Utmp, LoginsLogoutsAndFailuresAreToldApart) {
  for (const bool wide : {false, true}) {
    const std::string content = login(7, "kit", "pts/0", "192.0.2.7", wide) + std::string(wide ? 400 : 384, '\0') +
                                login(8, "", "pts/0", "", wide) + login(6, "LOGIN", "tty1", "", wide) +
                                login(6, "ro\xffot", "ssh:notty", "bad.example", wide) + "cut";
    EXPECT_EQ(recognised(content), "utmp utmp");
    const auto records = translated(utmp, content, 100);
    ASSERT_EQ(records.size(), 5U);
    const auto in = decode(utmp, records[0].text);
    EXPECT_EQ(told(in.event),
              "authentication 1 success metadata.event_code=USER_PROCESS auth_protocol=pts/0 "
              "actor.process.pid=77 actor.user.name=kit src_endpoint.ip=192.0.2.7");
    EXPECT_EQ(in.time(), "2023-07-06T12:00:00.250000Z");
    EXPECT_EQ(decode(utmp, records[1].text).event.activity, model::activity::logoff);
    EXPECT_EQ(records[1].offset, wide ? 800U : 768U);
    EXPECT_EQ(decode(utmp, records[2].text).event.event_class, model::EventClass::other);
    EXPECT_EQ(decode(utmp, records[2].text).get(actor_user_name), "");
    const auto failed = decode(utmp, records[3].text);
    EXPECT_EQ(failed.event.status, model::Status::failure);
    EXPECT_EQ(failed.get(actor_user_name), "ro\xef\xbf\xbdot");
    EXPECT_EQ(failed.get(message), "bad.example");
    EXPECT_TRUE(records[4].broken);
    EXPECT_EQ(records[4].length, 3U);
  }
}

TEST(Utmp, TheLastLoginOfEachUserIdIsFoundByItsPlace) {
  std::string content(292 * 3, '\0');
  put(content, 292 * 2, 1'688'644'800, 4);
  content.replace(292 * 2 + 4, 5, "pts/0");
  content.replace(292 * 2 + 36, 9, "192.0.2.7");
  EXPECT_EQ(recognised(content), "utmp lastlog");
  const auto records = translated(utmp, content);
  ASSERT_EQ(records.size(), 1U);
  const auto event = decode(utmp, records[0].text);
  EXPECT_EQ(event.get(actor_user_uid), "2");
  EXPECT_EQ(event.get(src_ip), "192.0.2.7");
  EXPECT_EQ(event.time(), "2023-07-06T12:00:00Z");
}

TEST(Utmp, OtherBinaryDataIsNone) {
  EXPECT_EQ(recognised(std::string(4000, '\0')), "binary binary");
  std::string content = login(7, "kit", "pts/0", "");
  put(content, 340, 7, 4);
  EXPECT_EQ(recognised(content), "binary binary") << "a time in 1970";
  content = login(7, "kit", "pts/0", "");
  EXPECT_EQ(recognised("{\"ts\":" + std::string(1000, '1') + "}"), "json_lines json") << "its first bytes are a time";
  content[380] = 'x';
  EXPECT_EQ(recognised(content), "binary binary") << "bytes that are unused";
}

// --- shell histories ---

TEST(ShellHistory, BashWritesTheTimeBeforeEachCommand) {
  const std::string content = "ls\n#1688644800\ncurl http://a.example |\nsh\n#1688644801\n# a comment\n\n#1688644802\n";
  EXPECT_EQ(recognised(content), "shell_history shell_history");
  const auto records = translated(shell_history, content, 3);
  ASSERT_EQ(records.size(), 4U);
  const auto first = decode(shell_history, records[0].text);
  EXPECT_EQ(first.get(process_cmd_line), "ls");
  EXPECT_EQ(first.time(), "");
  const auto second = decode(shell_history, records[1].text);
  EXPECT_EQ(second.get(process_cmd_line), "curl http://a.example |\nsh");
  EXPECT_EQ(second.time(), "2023-07-06T12:00:00Z");
  EXPECT_EQ(content.substr(records[1].offset, records[1].length), "#1688644800\ncurl http://a.example |\nsh\n");
  EXPECT_EQ(decode(shell_history, records[2].text).get(process_cmd_line), "# a comment\n");
  EXPECT_EQ(decode(shell_history, records[3].text).outcome, Decoded::nothing);
}

TEST(ShellHistory, ZshWritesItInFrontAndMarksBytes) {
  const std::string content = ": 1688644800:0;echo a\\\nb\n: 1688644801:12;echo \xc3\x83\xa3 ok\nplain\n";
  EXPECT_EQ(recognised(content), "shell_history shell_history");
  const auto records = translated(shell_history, content);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(decode(shell_history, records[0].text).get(process_cmd_line), "echo a\nb");
  EXPECT_EQ(decode(shell_history, records[1].text).get(process_cmd_line), "echo \xc3\x83 ok");
  EXPECT_EQ(decode(shell_history, records[1].text).time(), "2023-07-06T12:00:01Z");
  EXPECT_EQ(decode(shell_history, records[2].text).get(process_cmd_line), "plain");
}

TEST(ShellHistory, FishWritesItBehind) {
  const std::string content =
      "- cmd: echo a\\nb \\\\ c\n  when: 1688644800\n  paths:\n    - a\n- cmd: ls\n  when: 1688644801\n";
  EXPECT_EQ(recognised(content), "shell_history shell_history");
  const auto records = translated(shell_history, content);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(decode(shell_history, records[0].text).get(process_cmd_line), "echo a\nb \\ c");
  EXPECT_EQ(decode(shell_history, records[0].text).time(), "2023-07-06T12:00:00Z");
  EXPECT_EQ(decode(shell_history, records[1].text).time(), "2023-07-06T12:00:01Z");
}

TEST(ShellHistory, ATextWithoutTimesIsNone) {
  EXPECT_EQ(recognised("ls\ncd /\n"), "text text");
  EXPECT_EQ(recognised("#1688644800\n"), "text text");
  EXPECT_EQ(recognised("#!/bin/sh\n#1234567\necho a\n"), "text text");
}

TEST(ShellHistory, AnEntryWithoutAnEndIsCut) {
  const std::string content = "#1688644800\nstart\n" + std::string(3U << 20U, 'a') + "\n#1688644801\nls\n";
  TextSource source(content, 65536);
  const auto translator = shell_history.translate(source);
  Translation record;
  std::uint64_t end = 0;
  while (translator->next(record)) {
    EXPECT_LE(record.offset - end, 1U) << "a line end at most is left out";
    EXPECT_LE(record.text.size(), (2U << 20U) + 100);
    end = record.offset + record.length;
  }
  EXPECT_EQ(end, content.size());
}

}  // namespace
}  // namespace clew::evidence
