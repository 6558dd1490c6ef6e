import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/rtsp.json" with { type: "json" };
import { baseUrlOf, repairBase } from "./base-url.ts";
import { readCameraUrl, withoutSecrets } from "./camera-url.ts";
import { joinControl } from "./control-url.ts";

test.each(cases.filter((other) => other.kind === "join" && other.level !== "POLICY"))("join case $id", ({ base = "", control = "", expect: expected }) => {
  expect(joinControl(base, control)).toBe(expected.url);
});

test.each(cases.filter((other) => other.kind === "contentBase"))("content base case $id", ({ input = "", expect: expected }) => {
  expect(repairBase(input, "rtsp://192.168.253.220:1935/live")).toBe(expected.url);
});

test.each([
  ["rtsp://rtsp://cam.lan:554/stream1/", "rtsp://cam.lan:554/stream1/"],
  ["rtsp://::ffff:192.168.1.123/onvif/", "rtsp://[::ffff:192.168.1.123]/onvif/"],
  ["rtsp://::ffff:192.168.1.123:554/onvif/", "rtsp://[::ffff:192.168.1.123]:554/onvif/"],
  ["rtsp://[fe80::1]:554/a/", "rtsp://[fe80::1]:554/a/"],
  ["rtsp://user:pw@cam/a/", "rtsp://cam/a/"],
  ["/other/", "rtsp://h:8554/other/"],
  ["rtsp://dahua-name/a?x=1&y=2", "rtsp://dahua-name/a?x=1&y=2"],
])("the base %s is repaired to %s", (value, repaired) => {
  expect(repairBase(value, "rtsp://h:8554/s")).toBe(repaired);
});

test("Content-Base wins over Content-Location, and both over the request URL", () => {
  const both = { headers: [["content-location", "rtsp://b/"], ["content-base", "rtsp://a/"]] as const };
  expect(baseUrlOf(both, "rtsp://r")).toBe("rtsp://a/");
  expect(baseUrlOf({ headers: both.headers.slice(0, 1) }, "rtsp://r")).toBe("rtsp://b/");
  expect(baseUrlOf({ headers: [] }, "rtsp://r")).toBe("rtsp://r");
});

test("a control that starts with a slash does not make two", () => {
  expect(joinControl("rtsp://h/a/", "/trackID=1")).toBe("rtsp://h/a/trackID=1");
  expect(joinControl("rtsp://h/a", "/trackID=1")).toBe("rtsp://h/a/trackID=1");
});

test("user and password leave the request URL, decoded, and the rest stays byte for byte", () => {
  expect(readCameraUrl("rtsp://ad%6Din:p%40ss%2f@10.0.0.1/cam/realmonitor?channel=1&subtype=%41 x")).toEqual({
    requestUrl: "rtsp://10.0.0.1/cam/realmonitor?channel=1&subtype=%41 x",
    host: "10.0.0.1",
    port: 554,
    username: "admin",
    password: "p@ss/",
  });
});

test("an unescaped @ or % in a password is taken as it stands", () => {
  expect(readCameraUrl("rtsp://u:a@b%zz@h:8554/s")).toMatchObject({ host: "h", port: 8554, username: "u", password: "a@b%zz" });
});

test("IPv6 addresses are read with and without brackets", () => {
  expect(readCameraUrl("rtsp://[fe80::1]:8554/s")).toMatchObject({ host: "fe80::1", port: 8554, requestUrl: "rtsp://[fe80::1]:8554/s" });
  expect(readCameraUrl("rtsp://fe80::1/s")).toMatchObject({ host: "fe80::1", port: 554, requestUrl: "rtsp://[fe80::1]/s" });
});

test.each(["http://h/s", "rtsp://", "rtsp://h:0/s", "rtsp://h:99999/s", "rtsp://u:secret@/s"])("%s is no address, and the sentence keeps the password", (text) => {
  expect(() => readCameraUrl(text)).toThrow(/camera's address/);
  expect(() => readCameraUrl(text)).not.toThrow(/secret/);
});

test("an address is shown without its password", () => {
  expect(withoutSecrets("rtsp://u:a@b@h/s?at=@")).toBe("rtsp://h/s?at=@");
});
