// What tools of forensics write as tables, each by a row as it comes.
#include "clew/evidence/formats/testing_log.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace clew::evidence {
namespace {

using testing::line_told;
using testing::row_told;

TEST(EricZimmermansTools, TimesAreUtcAndARunIsARun) {
  EXPECT_EQ(
      row_told(
          R"(Note,SourceFilename,SourceCreated,SourceModified,SourceAccessed,ExecutableName,Hash,Size,Version,RunCount,LastRun,PreviousRun0,FilesLoaded)",
          R"(,C:\kape\C\Windows\Prefetch\TOOL.EXE-1A2B.pf,2023-06-27 08:00:12,2023-06-28 08:00:12,2023-07-02 09:00:00,TOOL.EXE,1A2B,20480,Windows 10,2,2023-06-28 08:00:02,2023-06-27 08:00:02,\VOLUME{01}\USERS\KIM\TOOL.EXE)"),
      R"(windows_prefetch: 2023-06-28T08:00:02Z process_activity 1 unknown process.file.path=TOOL.EXE message=\VOLUME{01}\USERS\KIM\TOOL.EXE)")
      << "prefetch";
  EXPECT_EQ(
      row_told(R"(RunTime,ExecutableName)", R"(2023-06-27 08:00:02,\VOLUME{01}\USERS\KIM\TOOL.EXE)"),
      R"(windows_prefetch: 2023-06-27T08:00:02Z process_activity 1 unknown process.file.path=\VOLUME{01}\USERS\KIM\TOOL.EXE)")
      << "timeline";
  EXPECT_EQ(
      row_told(
          R"(ApplicationName,ProgramId,FileKeyLastWriteTimestamp,SHA1,IsOsComponent,FullPath,Name)",
          R"(Unassociated,0006,2023-06-27 08:00:05,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,False,c:\users\kim\tool.exe,tool.exe)"),
      R"(windows_amcache: 2023-06-27T08:00:05Z file_activity 99 unknown file.hashes.sha1=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb file.path=c:\users\kim\tool.exe)")
      << "amcache";
  EXPECT_EQ(row_told(R"(ControlSet,CacheEntryPosition,Path,LastModifiedTimeUTC,Executed,Duplicate,SourceFile)",
                     R"(1,0,C:\Users\kim\tool.exe,2019-01-01 08:00:00,Yes,False,C:\kape\SYSTEM)"),
            R"(windows_shim_cache: - file_activity 99 unknown file.path=C:\Users\kim\tool.exe)")
      << "shim cache";
  EXPECT_EQ(
      row_told(
          R"(Id,Timestamp,ExeInfo,ExeInfoDescription,ExeTimestamp,SidType,Sid,UserName,UserId,AppId,BytesReceived,BytesSent)",
          R"(1,2023-06-27 08:00:00,\device\harddiskvolume3\users\kim\tool.exe,,,UnknownOrUserSid,S-1-5-21-1,kim,3,4,10,20)"),
      R"(windows_srum: 2023-06-27T08:00:00Z process_activity 99 unknown process.file.path=\device\harddiskvolume3\users\kim\tool.exe actor.user.uid=S-1-5-21-1 process.user.name=kim traffic.bytes_in=10 traffic.bytes_out=20)")
      << "usage";
  EXPECT_EQ(
      row_told(
          R"(HivePath,HiveType,Description,Category,KeyPath,ValueName,ValueType,ValueData,LastWriteTimestamp)",
          R"(C:\kape\NTUSER.DAT,NTUSER,Run,Autoruns,ROOT\Run,tool,RegSz,C:\Users\kim\tool.exe,2023-06-27 08:06:00)"),
      R"(windows_registry: 2023-06-27T08:06:00Z other 0 unknown resources.name=ROOT\Run message=C:\Users\kim\tool.exe)")
      << "registry";
}

TEST(EricZimmermansTools, FilesHaveTheirFolderAndWhatBecameOfThem) {
  EXPECT_EQ(row_told(R"(EntryNumber,InUse,ParentPath,FileName,IsDirectory,Created0x10,LastModified0x10,ZoneIdContents)",
                     R"(100,True,.\Users\kim,tool.exe,False,2023-06-27 08:00:00.1234567,2023-06-27 08:00:01.1234567,)"),
            R"(windows_mft: 2023-06-27T08:00:00.1234567Z file_activity 1 unknown file.path=.\Users\kim\tool.exe)")
      << "file";
  EXPECT_EQ(row_told(R"(EntryNumber,InUse,ParentPath,FileName,IsDirectory,Created0x10,LastModified0x10,ZoneIdContents)",
                     R"(101,True,.\Users\kim,tool.exe:Zone.Identifier,False,2023-06-27 08:00:00.1234567,,"[ZoneTransfer]
HostUrl=https://dl.example/t")"),
            R"(windows_mft: 2023-06-27T08:00:00.1234567Z other 0 unknown message=[ZoneTransfer]
HostUrl=https://dl.example/t file.path=.\Users\kim\tool.exe:Zone.Identifier)")
      << "mark";
  EXPECT_EQ(
      row_told(R"(Name,Extension,EntryNumber,ParentPath,UpdateSequenceNumber,UpdateTimestamp,UpdateReasons)",
               R"(tool.exe,.exe,100,.\Users\kim,1,2023-06-27 08:00:00.1234567,FileCreate)"),
      R"(windows_usn_journal: 2023-06-27T08:00:00.1234567Z file_activity 1 unknown file.path=.\Users\kim\tool.exe)")
      << "created";
  EXPECT_EQ(
      row_told(R"(Name,Extension,EntryNumber,ParentPath,UpdateSequenceNumber,UpdateTimestamp,UpdateReasons)",
               R"(tool.exe,.exe,100,.\Users\kim,2,2023-06-27 08:10:00.1234567,FileDelete|Close)"),
      R"(windows_usn_journal: 2023-06-27T08:10:00.1234567Z file_activity 4 unknown file.path=.\Users\kim\tool.exe)")
      << "deleted";
  EXPECT_EQ(
      row_told(
          R"(SourceFile,SourceCreated,SourceModified,SourceAccessed,TargetCreated,LocalPath,NetworkPath,Arguments,TargetIDAbsolutePath,MachineID)",
          R"(C:\kape\x.lnk,2023-06-27 08:01:00,2023-06-27 08:02:00,2023-07-01 10:00:00,2023-06-27 08:00:00,C:\Users\kim\tool.exe,,-u x,My Computer\C:\Users\kim\tool.exe,else-1)"),
      R"(windows_shortcut: 2023-06-27T08:02:00Z file_activity 14 unknown file.path=C:\Users\kim\tool.exe message=-u x)")
      << "shortcut";
  EXPECT_EQ(
      row_told(
          R"(SourceFile,SourceCreated,AppId,AppIdDescription,DestListVersion,CreationTime,LastModified,Hostname,Path)",
          R"(C:\kape\a.automaticDestinations-ms,2022-01-01 00:00:00,f01b,Editor,4,2023-06-01 00:00:00,2023-06-27 08:05:00,else-1,C:\Users\kim\tool.exe)"),
      R"(windows_jump_list: 2023-06-27T08:05:00Z file_activity 14 unknown resources.name=Editor file.path=C:\Users\kim\tool.exe)")
      << "jump list";
  EXPECT_EQ(row_told(R"(SourceName,FileType,FileName,FileSize,DeletedOn)",
                     R"(C:\$Recycle.Bin\S-1\$I1.exe,$I,C:\Users\kim\tool.exe,1024,2023-06-27 12:00:00)"),
            R"(windows_recycle_bin: 2023-06-27T12:00:00Z file_activity 4 unknown file.path=C:\Users\kim\tool.exe)")
      << "bin";
}

TEST(Timeline, ReadsVisitsAndRunsAndKnowsTheOrderOfItsDates) {
  EXPECT_EQ(
      row_told(
          R"(date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,notes,format,extra)",
          R"(06/07/2023,08:12:44,UTC,....,WEBHIST,Chrome History,Last Visited Time,kim,ws-1,https://dl.example/t (Page),https://dl.example/t (Page) [count: 0],2,TSK:/h,22,-,sqlite,-)"),
      R"(plaso_timeline: 2023-06-07T08:12:44Z http_activity 99 success actor.user.name=kim device.hostname=ws-1 http_request.url.url_string=https://dl.example/t message=https://dl.example/t (Page) [count: 0])")
      << "visit";
  EXPECT_EQ(
      row_told(
          R"(date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,notes,format,extra)",
          R"(06/27/2023,08:12:45,UTC,....,LOG,WinPrefetch,Last Time Executed,-,ws-1,TOOL.EXE was run 3 time(s),Prefetch [TOOL.EXE] was executed,2,TSK:/p,23,-,prefetch,-)"),
      R"(plaso_timeline: 2023-06-27T08:12:45Z process_activity 1 unknown device.hostname=ws-1 process.file.path=TOOL.EXE was run 3 time(s) message=Prefetch [TOOL.EXE] was executed)")
      << "run";
  EXPECT_EQ(
      row_told(
          R"(date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,notes,format,extra)",
          R"(06/27/2023,10:12:45,CET,M...,FILE,NTFS,Content Modification Time,-,ws-1,/x,/x,2,TSK:/x,24,-,filestat,-)"),
      R"(plaso_timeline: 2023-06-27T10:12:45Z? other 0 unknown device.hostname=ws-1 message=/x)")
      << "elsewhere";
  EXPECT_EQ(
      row_told(
          R"(datetime,timestamp_desc,source,source_long,message,parser,display_name,tag)",
          R"(2023-06-27T08:12:44.000000+00:00,Last Visited Time,WEBHIST,Chrome History,https://dl.example/t (Page),sqlite/chrome_27_history,TSK:/h,-)"),
      R"(plaso_timeline: 2023-06-27T08:12:44.000000Z http_activity 99 success message=https://dl.example/t (Page) http_request.url.url_string=https://dl.example/t)")
      << "dynamic";
  EXPECT_EQ(
      row_told(
          R"(message,timestamp,datetime,timestamp_desc,data_type,hostname,url)",
          R"(https://dl.example/t,1687853564000000,2023-06-27T08:12:44+00:00,Last Visited Time,chrome:history:page_visited,ws-1,https://dl.example/t)"),
      R"(plaso_timeline: 2023-06-27T08:12:44Z http_activity 99 success metadata.event_code=chrome:history:page_visited message=https://dl.example/t device.hostname=ws-1 http_request.url.url_string=https://dl.example/t)")
      << "timesketch";
  EXPECT_EQ(line_told(R"(0|/opt/tool|99|r/rrwxr-xr-x|0|0|1024|1687853564|1687853565|1687853566|0)"),
            R"(body_file: 2023-06-27T08:12:46Z file_activity 99 unknown file.path=/opt/tool)")
      << "body file";
  EXPECT_EQ(row_told(R"(Date,Size,Type,Mode,UID,GID,Meta,File Name)",
                     R"(Tue Jun 27 2023 08:12:44,1024,m.cb,r/rrwxr-xr-x,0,0,100,"/opt/tool")"),
            R"(mactime: 2023-06-27T08:12:44Z? file_activity 1 unknown file.path=/opt/tool)")
      << "mactime";
}

TEST(LiveResponse, ListsNameTheDeviceWhereTheyCan) {
  EXPECT_EQ(
      line_told(
          R"({"Pid":4711,"Ppid":1,"Name":"tool.exe","Exe":"C:\\tool.exe","CommandLine":"tool.exe -d","Username":"kim","Hash":{"SHA256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"CreateTime":"2023-06-27T08:12:44Z","ClientId":"C.1","Fqdn":"ws-1"})"),
      R"(velociraptor_pslist: 2023-06-27T08:12:44Z process_activity 1 unknown process.pid=4711 process.parent_process.pid=1 process.file.path=C:\tool.exe process.cmd_line=tool.exe -d process.user.name=kim file.hashes.sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa device.uid=C.1 device.hostname=ws-1)")
      << "pslist";
  EXPECT_EQ(
      line_told(
          R"({"Executable":"TOOL.EXE","RunCount":2,"LastRunTimes":["2023-06-28T08:00:02Z","2023-06-27T08:00:02Z"],"PrefetchFileName":"TOOL.EXE-1A.pf","CreationTime":"2023-06-27T08:00:12Z","Fqdn":"ws-1"})"),
      R"(velociraptor_prefetch: 2023-06-28T08:00:02Z process_activity 1 unknown process.file.path=TOOL.EXE device.hostname=ws-1)")
      << "prefetch";
  EXPECT_EQ(
      row_told(
          R"(Entry Location,Entry,Enabled,Category,Profile,Image Path,Launch String,SHA-256)",
          R"(HKCU\Run,tool,enabled,Logon,kim,c:\users\kim\tool.exe,tool.exe -d,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)"),
      R"(autoruns: - file_activity 99 unknown resources.type=HKCU\Run resources.name=tool file.path=c:\users\kim\tool.exe message=tool.exe -d file.hashes.sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)")
      << "autoruns";
  EXPECT_EQ(
      row_told(
          R"(TreeDepth,Offset,Proto,LocalAddr,LocalPort,ForeignAddr,ForeignPort,State,PID,Owner,Created)",
          R"(0,0x1,TCPv4,10.0.4.21,50000,203.0.113.66,443,ESTABLISHED,4711,tool.exe,2023-06-27 08:12:44.000000 UTC)"),
      R"(volatility_netscan: 2023-06-27T08:12:44.000000Z network_activity 6 unknown connection_info.protocol_name=TCPv4 src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 status_detail=ESTABLISHED actor.process.pid=4711 actor.process.file.path=tool.exe)")
      << "netscan";
  EXPECT_EQ(
      row_told(R"(TreeDepth,PID,PPID,ImageFileName,Offset(V),SessionId,CreateTime,ExitTime)",
               R"(0,4711,1,tool.exe,0x1,1,2023-06-27 08:12:44.000000 UTC,N/A)"),
      R"(volatility_pslist: 2023-06-27T08:12:44.000000Z process_activity 1 unknown process.pid=4711 process.parent_process.pid=1 process.file.path=tool.exe)")
      << "memory";
}

TEST(ProcessMonitor, OperationsAreWhatTheyAre) {
  EXPECT_EQ(
      row_told(
          R"("Time of Day","Process Name","PID","Operation","Path","Result","Detail")",
          R"("8:12:44.1234567 AM","shell.exe","4711","TCP Connect","ws-1.acme.example:50000 -> evil.example:https","SUCCESS","Length: 0")"),
      R"(process_monitor: - network_activity 6 unknown metadata.event_code=TCP Connect actor.process.file.path=shell.exe actor.process.pid=4711 dst_endpoint.hostname=evil.example src_endpoint.port=50000 status_detail=SUCCESS message=Length: 0)")
      << "connect";
  EXPECT_EQ(
      row_told(R"("Time of Day","Process Name","PID","Operation","Path","Result","Detail")",
               R"("8:12:45.1234567 AM","shell.exe","4711","Process Create","C:\tool.exe","SUCCESS","PID: 4712")"),
      R"(process_monitor: - process_activity 1 unknown metadata.event_code=Process Create process.parent_process.file.path=shell.exe process.parent_process.pid=4711 process.file.path=C:\tool.exe status_detail=SUCCESS message=PID: 4712)")
      << "create";
  EXPECT_EQ(
      row_told(R"("Time of Day","Process Name","PID","Operation","Path","Result","Detail")",
               R"("8:12:45.1234567 AM","shell.exe","4711","WriteFile","C:\tool.exe","SUCCESS","Offset: 0")"),
      R"(process_monitor: - file_activity 3 unknown metadata.event_code=WriteFile actor.process.file.path=shell.exe actor.process.pid=4711 file.path=C:\tool.exe status_detail=SUCCESS message=Offset: 0)")
      << "write";
  EXPECT_EQ(
      row_told(R"("Time of Day","Process Name","PID","Operation","Path","Result","Detail")",
               R"("8:12:45.1234567 AM","shell.exe","4711","CreateFile","C:\tool.exe","NAME NOT FOUND","")"),
      R"(process_monitor: - other 0 unknown metadata.event_code=CreateFile actor.process.file.path=shell.exe actor.process.pid=4711 file.path=C:\tool.exe status_detail=NAME NOT FOUND)")
      << "missing";
  EXPECT_EQ(
      row_told(
          R"("Date & Time","Process Name","PID","Operation","Path","Result","Detail")",
          R"("6/27/2023 8:12:44 AM","shell.exe","4711","TCP Connect","10.0.4.21:50000 -> 203.0.113.66:443","SUCCESS","")"),
      R"(process_monitor: 2023-06-27T08:12:44Z? network_activity 6 unknown metadata.event_code=TCP Connect actor.process.file.path=shell.exe actor.process.pid=4711 dst_endpoint.ip=203.0.113.66 dst_endpoint.port=443 src_endpoint.ip=10.0.4.21 src_endpoint.port=50000 status_detail=SUCCESS)")
      << "dated";
}

TEST(BrowserHistory, AVisitIsARequestThatWasAnswered) {
  EXPECT_EQ(
      row_told(R"(Type,Timestamp (UTC),URL,Title / Name / Status,Data / Value / Path,Profile)",
               R"(url,2023-06-27 08:12:44.123,https://dl.example/t,Page,,Default)"),
      R"(hindsight: 2023-06-27T08:12:44.123Z http_activity 99 success metadata.event_code=url http_request.url.url_string=https://dl.example/t status_detail=Page)")
      << "hindsight";
  EXPECT_EQ(
      row_told(R"(Type,Timestamp (UTC),URL,Title / Name / Status,Data / Value / Path,Profile)",
               R"(cookie (created),2023-06-27 08:12:44.123,dl.example/,id,1,Default)"),
      R"(hindsight: 2023-06-27T08:12:44.123Z other 0 unknown metadata.event_code=cookie (created) http_request.url.url_string=dl.example/ status_detail=id message=1)")
      << "cookie";
  EXPECT_EQ(
      row_told(R"(URL,Title,Visit Time,Visit Count,Visited From,Web Browser,User Profile)",
               R"(https://dl.example/t,Page,6/27/2023 8:12:44 AM,1,,Chrome,kim)"),
      R"(browsing_history_view: 2023-06-27T08:12:44Z? http_activity 99 success http_request.url.url_string=https://dl.example/t actor.user.name=kim)")
      << "nirsoft";
}

}  // namespace
}  // namespace clew::evidence
