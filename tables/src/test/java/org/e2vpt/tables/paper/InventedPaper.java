package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A paper's folder with one table of three rows, which any test may change. */
public final class InventedPaper {

  private static final ImmutableMap<String, String> FILES =
      ImmutableMap.<String, String>builder()
          .put(
              "paper.csv",
              """
              key,value
              name,Invented
              title,A paper that nobody wrote
              numbers,printed
              pages,table
              preset,paper
              seeds,42 44
              device,processor
              deadline,PT15M
              """)
          .put("tables.csv", "table,title,about\ntable1,Table 1,Three rows\n")
          .put(
              "tables/table1.csv",
              """
              row,column,tasks,by_default,accuracy,wins,tuned_share,pruning,place,note
              full,Structured,,,50.00,,100.00,,p. 1,
              linear,Structured,,shapes-count,40.5,full=1 again=0,0.08,,p. 1,
              linear,digits,,,90,,,12.5,p. 1,a note
              again,Structured,shapes-count,none,,,,,p. 2,
              """)
          .put(
              "rows.csv",
              """
              table,row,title,cited,copied,ticks,as,backbone,method,options,prunes,recipe,preset,runs,source
              table1,full,Full,[1],,,,mini-vit.cifar10,full,dropout=0.1,no,all,,,p. 1
              table1,linear,Linear,,,backbone extra,,mini-vit.cifar10,vpt-deep,visual=4 prompt-dropout=0.1,yes,all,released,1,p. 1
              table1,again,Linear again,,,,table1/linear,,,,,,,,p. 2
              """)
          .put(
              "tasks.csv",
              """
              task,visual,kv,place
              digits,5,,command.txt:1
              shapes-count,,,
              shapes-location,,,
              """)
          .put(
              "recipes.csv",
              """
              recipe,on,optimizer,learning_rates,weight_decays,epochs,warmup,batch,tuned_rate,tuned_decay,token_percents,segment_percents,tuned_tokens,tuned_segments,source
              all,VTAB-1k,SGD,1 2,0.001,30,3,64,1,0.001,,,,,invented
              """)
          .put(
              "presets.csv",
              """
              preset,choice,word,source,direction
              paper,runs,2,p. 1,
              released,runs,1,run.sh,
              released,segments,16,run.sh,
              """)
          .put(
              "noise.csv",
              """
              kind,table,column,points,tasks,runs,freedom,source
              margin,table1,Structured,1,,,,a guess
              margin,table1,digits,1,,,,a guess
              print,,,,,3,,invented
              tau,,,0.5,,,4,a guess
              """)
          .buildOrThrow();

  private InventedPaper() {}

  /** Writes a folder for a paper of this id into {@code papers}. */
  public static Path write(Path papers, String id) throws IOException {
    Path folder = papers.resolve(id);
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return folder;
  }
}
