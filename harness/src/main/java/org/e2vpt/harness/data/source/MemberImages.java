package org.e2vpt.harness.data.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.image.ImageFiles;

/** Image files in an archive. */
public final class MemberImages implements Images {

  private final Archive archive;
  private final UnaryOperator<String> memberOfKey;

  /**
   * Images in {@code archive}.
   *
   * @param memberOfKey gives the name of a key's member
   */
  public MemberImages(Archive archive, UnaryOperator<String> memberOfKey) {
    this.archive = archive;
    this.memberOfKey = memberOfKey;
  }

  @Override
  public void read(Set<String> keys, Visitor visitor) throws IOException {
    Map<String, String> keyOfMember = new HashMap<>();
    for (String key : keys) {
      keyOfMember.put(memberOfKey.apply(key), key);
    }
    archive.read(
        keyOfMember.keySet(),
        (member, content) -> {
          byte[] file = archive.whole(member, content);
          String place = archive.place(member);
          visitor.image(
              keyOfMember.getOrDefault(member, ""),
              decoder -> ImageFiles.decode(file, place, decoder));
        });
  }
}
