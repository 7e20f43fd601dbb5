import "hash"
/* a comment: rule x { */
private rule evil : tag {
  meta:
    author = "Someone"
    date = "2024-01-02"
    hash1 = "d41d8cd98f00b204e9800998ecf8427e"
    reference = "https://report.example/x"
  strings:
    $u = "https://evil.example/gate.php" ascii
    $m = "Global\\EvilMutex" wide
    $mutex = "Global\\EvilMutex" wide
    $h = { 6A 40 [4-6] ?? }
    $r = /https?:\/\/[a-z]{3}/ nocase
    $s = "cmd.exe"
    $p = "http://"
  condition:
    uint16(0) == 0x5A4D and filesize / 2 < 10KB and (any of them or hash.md5(0, filesize) == "d41d8cd98f00b204e9800998ecf8427f")
}
