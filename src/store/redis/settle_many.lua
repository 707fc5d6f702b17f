-- Records what became of several claims of one workspace, each by itself and without other changes. Not given up: that
-- is told one by one. Runs on a full server too.
local team = arg()
local list = args(6)
local names, marks = {}, {}
for n, one in ipairs(list) do
  names[n], marks[n] = one[1] .. ':' .. team .. ':' .. one[2], one[2]
end
local claims = call('HMGET', root .. ':c', unpack(names))
local leases = call('ZMSCORE', root .. ':l', unpack(names))
local values = call('HMGET', items(team), unpack(marks))

local settled = {}
local kept, gone, held, ended = {}, {}, {}, {} -- items to write, items to take out, leases to renew, claims to end
local queued = { f = {}, n = {} }

local function keep(mark, value, progress)
  kept[#kept + 1], kept[#kept + 2] = mark, with_progress(value, progress)
end

for n, one in ipairs(list) do
  local lane, mark, token, how, moment, progress = unpack(one)
  local claim, value, till = names[n], values[n], leases[n]
  local its, _, again, lease = split_claim(claims[n] or '')
  if its ~= token or not till or tonumber(till) <= server_now() then
    settled[n] = 0
  else
    settled[n] = 1
    if how == 'going' then
      if value then keep(mark, value, progress) end
      held[#held + 1], held[#held + 2] = lease_end(lease), claim
    else
      ended[#ended + 1] = claim
      if value and (how == 'again' or again ~= '') then
        if how == 'done' then moment, progress = again, '' end
        if again ~= '' and tonumber(again) < tonumber(moment) then moment = again end -- it was rung since
        keep(mark, value, progress)
        local queue = queued[lane]
        queue[#queue + 1], queue[#queue + 2] = moment, mark
      elseif value then
        gone[#gone + 1] = mark
        disown(team, mark, value)
      end
    end
  end
end

if #kept > 0 then call('HSET', items(team), unpack(kept)) end
if #gone > 0 then call('HDEL', items(team), unpack(gone)) end
if #held > 0 then call('ZADD', root .. ':l', unpack(held)) end
if #ended > 0 then
  call('ZREM', root .. ':l', unpack(ended))
  call('HDEL', root .. ':c', unpack(ended))
end
for lane, some in pairs(queued) do
  if #some > 0 then
    call('ZADD', queue(lane, team), unpack(some))
    note_head(lane, team)
  end
end
return settled
