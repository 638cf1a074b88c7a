/**
 * Sends standard input to a Windows printer queue as RAW data, through winspool (the way of Microsoft's article
 * "How to send raw data to a printer"). No native module, nothing to build. The queue's name comes in the
 * environment variable PACKLINE_QUEUE. Exit codes: 0 the spooler has the job, 11 no such printer, 12 the job could
 * not be started, 13 writing failed.
 *
 * Not run on Windows yet.
 */
export const WINDOWS_RAW_SCRIPT = `
$ErrorActionPreference = 'Stop'
Add-Type -TypeDefinition @'
using System;
using System.IO;
using System.Runtime.InteropServices;
public static class RawPrint {
  [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
  public class DocInfo {
    [MarshalAs(UnmanagedType.LPWStr)] public string Name;
    [MarshalAs(UnmanagedType.LPWStr)] public string Output;
    [MarshalAs(UnmanagedType.LPWStr)] public string DataType;
  }
  [DllImport("winspool.drv", EntryPoint = "OpenPrinterW", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool OpenPrinter(string name, out IntPtr printer, IntPtr defaults);
  [DllImport("winspool.drv", EntryPoint = "StartDocPrinterW", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern int StartDocPrinter(IntPtr printer, int level, [In] DocInfo info);
  [DllImport("winspool.drv", SetLastError = true)] static extern bool StartPagePrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool WritePrinter(IntPtr printer, byte[] bytes, int count, out int written);
  [DllImport("winspool.drv", SetLastError = true)] static extern bool EndPagePrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)] static extern bool EndDocPrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)] static extern bool ClosePrinter(IntPtr printer);

  public static int Send(string name, byte[] bytes) {
    IntPtr printer;
    if (!OpenPrinter(name, out printer, IntPtr.Zero)) return 11;
    try {
      DocInfo info = new DocInfo { Name = "packline", DataType = "RAW" };
      if (StartDocPrinter(printer, 1, info) == 0) return 12;
      if (!StartPagePrinter(printer)) return 13;
      int written;
      bool whole = WritePrinter(printer, bytes, bytes.Length, out written) && written == bytes.Length;
      bool ended = EndPagePrinter(printer) & EndDocPrinter(printer);
      return whole && ended ? 0 : 13;
    } finally { ClosePrinter(printer); }
  }
}
'@
$data = New-Object System.IO.MemoryStream
[Console]::OpenStandardInput().CopyTo($data)
exit [RawPrint]::Send($env:PACKLINE_QUEUE, $data.ToArray())
`;
