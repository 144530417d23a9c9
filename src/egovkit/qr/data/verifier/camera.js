// Reading a code with the camera, where the browser can (Barcode Detection API).

let stopScan = () => {};

async function canScan() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

// The text of the first code that comes into view; null, if the reader stops before.
async function scan(video) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment" },
  });
  let isStopped = false;
  stopScan = () => {
    isStopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  try {
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    while (!isStopped) {
      const [found] = await detector.detect(video);
      if (found) return found.rawValue;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return null;
  } catch (error) {
    if (isStopped) return null;
    throw error;
  } finally {
    stopScan();
  }
}
